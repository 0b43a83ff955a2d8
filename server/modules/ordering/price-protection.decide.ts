import type { SkuId } from '../../kernel/ids.ts';
import { addFen, allocate, fen, ZERO, type Fen } from '../../kernel/money.ts';
import type { OrderState } from './order.ts';

const DAY_MS = 86_400_000;

/** What of an order says whether it is protected. */
export type Protected = {
  readonly state: OrderState;
  readonly paidFen: Fen;
  /** Null until it is paid. */
  readonly paidAt: Date | null;
  /** So many days after it was paid; 0: not at all. */
  readonly days: number;
  readonly isClaimed: boolean;
};

export type ProtectionStanding =
  | { readonly state: 'open'; readonly until: Date }
  | { readonly state: 'claimed' | 'over'; readonly until: Date }
  | { readonly state: 'none'; readonly why: 'switched_off' | 'not_paid' | 'nothing_paid' | 'order_ended' };

/** Whether the difference may be claimed at this moment. What was claimed stays so, whatever became of the order. */
export function standingOf(
  { state, paidFen, paidAt, days, isClaimed }: Protected,
  now: Date,
): ProtectionStanding {
  const until = paidAt && new Date(paidAt.getTime() + days * DAY_MS);
  if (isClaimed && until !== null) return { state: 'claimed', until };
  if (state === 'cancelled' || state === 'closed') return { state: 'none', why: 'order_ended' };
  if (state === 'awaiting_payment') return { state: 'none', why: 'not_paid' };
  if (paidFen === 0 || until === null) return { state: 'none', why: 'nothing_paid' };
  if (days === 0) return { state: 'none', why: 'switched_off' };
  return { state: now < until ? 'open' : 'over', until };
}

export type ComparedLine = {
  readonly skuId: SkuId;
  /** Of the whole line, with all discounts. */
  readonly paidFen: Fen;
  /** What it would cost today; undefined where it is sold no more, so that nothing can be compared. */
  readonly nowFen: Fen | undefined;
};

export type Difference = {
  readonly amountFen: Fen;
  /** In the order of the lines; those that cost no less have 0. */
  readonly lines: readonly {
    readonly skuId: SkuId;
    readonly paidFen: Fen;
    readonly nowFen: Fen | undefined;
    readonly differenceFen: Fen;
  }[];
};

/**
 * By how much lines cost less today. Lines that no discount ties together, then or now, are compared each by itself; those that one
 * ties are compared as one, since it may lie on another of them today; where one of those is sold no more, none is, since what a
 * discount was for the whole would lie on the rest alone. `ties`: the lines of one discount each. `leftFen`: what was
 * paid and is not promised back; no more than that is different.
 */
export function compareLines(
  lines: readonly ComparedLine[],
  ties: readonly (readonly SkuId[])[],
  leftFen: Fen,
): Difference {
  const off = new Map<SkuId, Fen>();
  for (const group of groupsOf(lines, ties)) {
    if (!group.every(isSold)) continue;
    const [paid, now] = [
      addFen(...group.map((one) => one.paidFen)),
      addFen(...group.map((one) => one.nowFen)),
    ];
    if (paid <= now) continue;
    const less = group.map(({ skuId, paidFen, nowFen }) => ({
      key: skuId,
      weight: fen(Math.max(0, paidFen - nowFen)),
    }));
    for (const [skuId, part] of allocate(fen(paid - now), less)) off.set(skuId as SkuId, part);
  }
  const amountFen = fen(Math.min(addFen(...off.values()), Math.max(0, leftFen)));
  const weights = [...off].map(([key, weight]) => ({ key, weight }));
  const parts = amountFen === 0 ? new Map<string, Fen>() : allocate(amountFen, weights);
  return {
    amountFen,
    lines: lines.map((line) => ({ ...line, differenceFen: parts.get(line.skuId) ?? ZERO })),
  };
}

const isSold = (line: ComparedLine): line is ComparedLine & { nowFen: Fen } => line.nowFen !== undefined;

/** The lines by what ties them, each in one group. */
function groupsOf<Line extends { readonly skuId: SkuId }>(
  lines: readonly Line[],
  ties: readonly (readonly SkuId[])[],
): Line[][] {
  const head = new Map<SkuId, SkuId>(lines.map(({ skuId }) => [skuId, skuId]));
  const headOf = (skuId: SkuId): SkuId => {
    const above = head.get(skuId)!;
    return above === skuId ? skuId : headOf(above);
  };
  for (const tie of ties) {
    const [first, ...others] = tie.filter((skuId) => head.has(skuId));
    for (const other of others) head.set(headOf(other), headOf(first!));
  }
  return [...Map.groupBy(lines, ({ skuId }) => headOf(skuId)).values()];
}
