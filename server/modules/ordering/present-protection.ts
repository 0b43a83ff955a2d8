import type { Language } from '../../kernel/language.ts';
import { toFen, ZERO, type Fen } from '../../kernel/money.ts';
import type { SkuId } from '../../kernel/ids.ts';
import type { OrderEvent } from './order.events.ts';
import type { StoredLine } from './order.sql.ts';
import type { Difference, ProtectionStanding } from './price-protection.decide.ts';

/** What of an order comes back because it costs less today. */
export type PriceProtection = {
  /** `watching`: it costs no less yet. `none`: there is none, `why` says. */
  readonly state: 'claimable' | 'watching' | 'claimed' | 'over' | 'none';
  readonly why?: Extract<ProtectionStanding, { state: 'none' }>['why'];
  /** So many days after it was paid. */
  readonly days: number;
  readonly until: Date | null;
  /** That would come back, or has been claimed. */
  readonly amount: Fen;
  readonly claimedAt: Date | null;
  /** Those that were compared. */
  readonly lines: readonly ProtectedLine[];
};

export type ProtectedLine = {
  readonly skuId: SkuId;
  readonly name: string;
  readonly quantity: number;
  readonly paidAmount: Fen;
  /** Null where it is sold no more. */
  readonly nowAmount: Fen | null;
  /** What of the difference is its. */
  readonly amount: Fen;
};

export function presentProtection(
  found: {
    readonly standing: ProtectionStanding;
    readonly days: number;
    readonly lines: readonly StoredLine[];
    readonly claimed: OrderEvent | undefined;
  },
  difference: Difference,
  language: Language,
): PriceProtection {
  const { standing, days, lines, claimed } = found;
  const shown = { days, claimedAt: null, amount: ZERO, lines: [] };
  switch (standing.state) {
    case 'none':
      return { ...shown, state: 'none', why: standing.why, until: null };
    case 'over':
      return { ...shown, state: 'over', until: standing.until };
    case 'claimed':
      return { ...presentClaimed(claimed!, lines, language), state: 'claimed', days, until: standing.until };
    case 'open':
      return {
        ...shown,
        state: difference.amountFen > 0 ? 'claimable' : 'watching',
        until: standing.until,
        amount: difference.amountFen,
        lines: presentLines(difference.lines, lines, language),
      };
  }
}

export type ClaimedProtection = Pick<PriceProtection, 'amount' | 'lines'> & { readonly claimedAt: Date };

/** What was claimed of an order with these events, if anything. */
export function findClaimed(
  events: readonly OrderEvent[],
  lines: readonly StoredLine[],
  language: Language,
): ClaimedProtection | undefined {
  const claimed = events.find(({ type }) => type === 'price_protected');
  return claimed && presentClaimed(claimed, lines, language);
}

/** As its event has kept it. */
function presentClaimed(
  { facts, at }: OrderEvent,
  lines: readonly StoredLine[],
  language: Language,
): ClaimedProtection {
  return {
    amount: toFen(facts.amountFen ?? 0),
    claimedAt: at,
    lines: presentLines(facts.lines ?? [], lines, language),
  };
}

function presentLines(
  compared: Difference['lines'],
  lines: readonly StoredLine[],
  language: Language,
): ProtectedLine[] {
  const byId = new Map(lines.filter(({ isGift }) => !isGift).map((line) => [line.skuId, line]));
  return compared.map(({ skuId, paidFen, nowFen, differenceFen }) => {
    const line = byId.get(skuId);
    const name = (language === 'en' ? line?.nameEn : line?.name) ?? '';
    return {
      ...{ skuId, name, quantity: line?.quantity ?? 0 },
      ...{ paidAmount: paidFen, nowAmount: nowFen ?? null, amount: differenceFen },
    };
  });
}
