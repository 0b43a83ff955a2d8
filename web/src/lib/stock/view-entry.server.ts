import { m } from '#lib/words/m.ts';
import type { BackOffice } from '#server/shop.ts';

type Entry = Awaited<ReturnType<BackOffice['stock']['ledger']>>['items'][number];

/** A line of the ledger as it is read. */
export type EntryView = Pick<Entry, 'seq' | 'at' | 'onHand' | 'reserved' | 'orderNo' | 'reason'> & {
  readonly cause: string;
  /** With their signs, `0` where nothing changed. */
  readonly onHandChange: string;
  readonly reservedChange: string;
  readonly who: string | undefined;
};

const CAUSES: Readonly<Record<string, () => string>> = {
  import: m.stock_cause_import,
  reserve: m.stock_cause_reserve,
  release: m.stock_cause_release,
  ship: m.stock_cause_ship,
  return: m.stock_cause_return,
  adjust: m.stock_cause_adjust,
  receive: m.stock_receive,
  count: m.stock_count,
  write_off: m.stock_write_off,
};

const MINUS = '\u2212';
const signed = (change: number): string =>
  change === 0 ? '0' : change > 0 ? `+${change}` : `${MINUS}${-change}`;

/** `names`: of the members, by their ids. */
export function viewEntry(entry: Entry, names: ReadonlyMap<string, string>): EntryView {
  const { seq, at, onHand, reserved, orderNo, reason, cause, memberId } = entry;
  return {
    ...{ seq, at, onHand, reserved, orderNo, reason },
    cause: CAUSES[cause]?.() ?? cause,
    onHandChange: signed(entry.onHandChange),
    reservedChange: signed(entry.reservedChange),
    who: memberId === null ? undefined : (names.get(memberId) ?? m.stock_member({ id: memberId })),
  };
}
