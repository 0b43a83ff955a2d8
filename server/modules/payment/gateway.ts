import type { Fen } from '../../kernel/money.ts';
import type { PaymentNo } from '../../kernel/ids.ts';
import type { Words } from '../../kernel/language.ts';
import type { Bills } from './gateway.bills.ts';
import type { FailureCause } from './payment.failures.ts';
import type { Channel, PaymentAction, PaymentInstalments } from './payment.ts';

/** A payment that a gateway was asked to open: what one service or another needs to find it again. */
export type AskedPayment = {
  readonly paymentNo: PaymentNo;
  readonly amount: Fen;
  readonly channel: Channel;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** The gateway's own number, as its last report had it. Null until it has named one. */
  readonly reference: string | null;
};

export type NewPayment = Omit<AskedPayment, 'reference'> & {
  readonly description: string;
  readonly notifyUrl: string;
  readonly returnUrl: string;
  /** Where a service leads the payer back to that has the browser post something; it leads on to `returnUrl`. */
  readonly returnByPostUrl: string;
  /** Which of its plans the payer has chosen; unsaid, they pay at once. The amount is the same. */
  readonly instalments?: PaymentInstalments;
  /** From where the payer opens it; unsaid where nobody's request does. */
  readonly payerIp?: string;
  /** Who pays, as the gateway calls them for this shop; for `jsapi` alone. */
  readonly payerOpenId?: string;
};

/** `refundNo` names it for good: asked again under it, money moves once. */
export type AskedRefund = {
  readonly refundNo: string;
  readonly payment: AskedPayment;
  readonly amount: Fen;
  readonly reason: string;
  readonly requestedAt: Date;
};

/** Money that came in, by the gateway's own words: each is compared with what was asked for before it counts. */
export type ReceivedMoney = {
  /** Our number as the gateway has it. */
  readonly paymentNo: string;
  readonly amount: Fen;
  /** ISO 4217. */
  readonly currency: string;
  /** Whose account has it: see `Gateway.merchant`. */
  readonly merchant: string;
  /** The gateway's number of the transaction, the same whenever it speaks of it. */
  readonly reference: string;
};

/** `code`: the gateway's own, for staff. */
type Failure = { readonly cause: FailureCause; readonly code?: string };

/** What a gateway says of a payment. Silence is `unknown`, never a failure. */
export type PaymentReport =
  | { readonly state: 'pending' | 'closed' | 'unknown' }
  | ({ readonly state: 'succeeded' } & ReceivedMoney)
  | ({ readonly state: 'failed' } & Failure);

export type CreateReport =
  | { readonly state: 'open'; readonly action: PaymentAction; readonly reference?: string }
  | ({ readonly state: 'refused' } & Failure)
  | { readonly state: 'unknown' };

/** `pending`: the service closes nothing that is asked for; it can be paid until its time is over. */
export type CloseReport = { readonly state: 'closed' | 'already_paid' | 'pending' | 'unknown' };

/** Why a gateway gives no money back. `merchant_balance`: it can once the shop's account there has more. */
export type RefundRefusal =
  'exceeds_payment' | 'merchant_balance' | 'too_late' | 'too_many_parts' | 'payer_account' | 'other';

/** `pending`: it has taken the refund on, and money moves later; that may be days. */
export type RefundReport =
  | {
      readonly state: 'completed';
      readonly reference: string;
      readonly amount: Fen;
      readonly currency: string;
    }
  | { readonly state: 'pending'; readonly reference?: string }
  | { readonly state: 'refused'; readonly reason: RefundRefusal; readonly code?: string }
  | { readonly state: 'unknown' };

/** `not_found`: the gateway knows no refund of that number, so it can be asked for it without moving money twice. */
export type QueriedRefund = RefundReport | { readonly state: 'not_found' };

/**
 * A notification as it came in: the exact bytes, since those are what is signed, whatever type they were said to be of.
 */
export type RawNotification = {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
};

/**
 * A notification whose signature is the gateway's own. `notificationId` is the same each time the gateway sends it again, and
 * no other notification's of the same payment or refund. `unrelated`: nothing that a payment or refund is to hear of.
 */
export type Notification =
  | {
      readonly kind: 'payment';
      readonly notificationId: string;
      readonly paymentNo: string;
      readonly report: PaymentReport;
    }
  | {
      readonly kind: 'refund';
      readonly notificationId: string;
      readonly refundNo: string;
      readonly report: RefundReport;
    }
  | { readonly kind: 'unrelated'; readonly notificationId: string };

/** What a gateway wants to be answered, in its own format. */
export type NotificationAnswer = {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
};

/** One thing that has to be right before a gateway can be paid by, and what is to be done where it is not. */
export type CheckResult = {
  readonly what: 'settings' | 'connection' | 'keys' | 'certificate' | 'clock' | 'callback';
  /** `warning`: it works, and will not for long or not everywhere. */
  readonly state: 'right' | 'warning' | 'wrong';
  readonly says: Words;
};

/** What a service takes as our number of a payment or refund; see `check-numbers.ts`. */
export type NumberRule = { readonly least: number; readonly most: number; readonly alphabet: RegExp };

/**
 * A way to be paid. Every method may be called twice for the same thing without moving money twice, and none throws for
 * what the other side says or for its silence.
 */
export interface Gateway {
  readonly name: string;
  readonly title: Words;
  /** The shop's account there; a payment is compared with that of the day it was begun. */
  readonly merchant: string;
  readonly channels: readonly Channel[];
  /** In how many periods it can be paid back to it; none where it knows no instalments. */
  readonly instalmentPeriods: readonly number[];
  readonly numbers: { readonly payment: NumberRule; readonly refund: NumberRule };
  create(payment: NewPayment): Promise<CreateReport>;
  query(payment: AskedPayment): Promise<PaymentReport>;
  close(payment: AskedPayment): Promise<CloseReport>;
  refund(refund: AskedRefund): Promise<RefundReport>;
  queryRefund(refund: AskedRefund): Promise<QueriedRefund>;
  /** The notification, or undefined where its signature, age or form is not the gateway's. */
  readNotification(raw: RawNotification): Promise<Notification | undefined>;
  answerNotification(outcome: 'accepted' | 'refused' | 'try_again'): NotificationAnswer;
  /** Proves the settings by asking the service; `notifyUrl`: where it would call us. */
  check(callback: { readonly notifyUrl: string }): Promise<CheckResult[]>;
  /** Unsaid where the service gives none. */
  readonly bills?: Bills;
}
