import type { RefundRefusal } from '../../gateway.ts';
import type { FailureCause } from '../../payment.failures.ts';

/** Done, or taken on. `A6`: done, with a defect that does not concern the merchant. */
export const isDone = (code: string | undefined): boolean => code === '00' || code === 'A6';

/** What became of it is not known there yet. */
export const isUnderWay = (code: string | undefined): boolean =>
  code === '03' || code === '04' || code === '05';

/** UnionPay knows no such trade. */
export const NOT_FOUND = '34';
/** A trade of this number has been there before. */
export const REPEATED = '12';
/** It has no such file. */
export const NO_FILE = '98';

/**
 * Why a card was not charged, by the codes that name a reason. All others (01, 02, 12, 34, 99 …) may still change, and say nothing
 * before the payment's time is over.
 */
const CAUSES: Readonly<Record<string, FailureCause>> = {
  '33': 'limit_reached',
  '38': 'risk_control',
  '60': 'bank_declined',
  '61': 'bank_declined',
  '62': 'bank_declined',
  '63': 'bank_declined',
  '64': 'insufficient_funds',
  '65': 'bank_declined',
  '66': 'bank_declined',
  '67': 'bank_declined',
  '68': 'bank_declined',
};

export const causeOf = (code: string | undefined): FailureCause | undefined => CAUSES[code ?? ''];

/**
 * Why a refund is refused for good. Undefined: it is not. Something is closed, too busy, or wrong with our settings (10 to 13, 37,
 * 39), and the same refund can be asked for once that is over.
 */
export function refusalOf(code: string | undefined): RefundRefusal | undefined {
  if (code === '33') return 'exceeds_payment';
  if (code === undefined || !/^(?:3[0-9]|6[0-9])$/.test(code) || code === '37' || code === '39')
    return undefined;
  return code.startsWith('6') ? 'payer_account' : 'other';
}
