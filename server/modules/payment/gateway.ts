import type { Fen } from '../../kernel/money.ts';
import type { PaymentNo } from '../../kernel/ids.ts';
import type { Words } from '../../kernel/language.ts';
import type { Channel, PaymentAction, PaymentInstalments } from './payment.ts';

/** What a gateway says of a payment. Silence is `unknown`, never a failure. */
export type PaymentReport =
  | { readonly state: 'pending' | 'closed' | 'unknown' }
  | { readonly state: 'succeeded'; readonly amount: Fen; readonly reference: string }
  | { readonly state: 'failed'; readonly failureCode: string };

export type CreateReport =
  | { readonly state: 'open'; readonly action: PaymentAction; readonly reference?: string }
  | { readonly state: 'refused'; readonly failureCode: string }
  | { readonly state: 'unknown' };

export type CloseReport = { readonly state: 'closed' | 'already_paid' | 'unknown' };

export type RefundReport =
  | { readonly state: 'completed' | 'pending'; readonly reference: string }
  | { readonly state: 'refused'; readonly reason: string }
  | { readonly state: 'unknown' };

/** A notification as it came in: the exact bytes, since those are what is signed. */
export type RawNotification = {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
};

/** A notification whose signature is the gateway's own. `notificationId` is the same each time the gateway sends it again. */
export type Notification = {
  readonly notificationId: string;
  readonly paymentNo: PaymentNo;
  readonly report: PaymentReport;
};

/** What a gateway wants to be answered, in its own format. */
export type NotificationAnswer = {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
};

/**
 * A way to be paid. Every method may be called twice for the same thing without moving money twice, and none throws for
 * what the other side says or for its silence.
 */
export interface Gateway {
  readonly name: string;
  readonly title: Words;
  readonly channels: readonly Channel[];
  /** In how many periods it can be paid back to it; none where it knows no instalments. */
  readonly instalmentPeriods: readonly number[];
  create(payment: {
    paymentNo: PaymentNo;
    amount: Fen;
    channel: Channel;
    description: string;
    expiresAt: Date;
    notifyUrl: string;
    returnUrl: string;
    /** Which of its plans the payer has chosen; unsaid, they pay at once. The amount is the same. */
    instalments?: PaymentInstalments;
  }): Promise<CreateReport>;
  query(paymentNo: PaymentNo): Promise<PaymentReport>;
  close(paymentNo: PaymentNo): Promise<CloseReport>;
  refund(refund: {
    refundNo: string;
    paymentNo: PaymentNo;
    amount: Fen;
    reason: string;
  }): Promise<RefundReport>;
  /** The notification, or undefined where its signature, age or form is not the gateway's. */
  readNotification(raw: RawNotification): Notification | undefined;
  answerNotification(outcome: 'accepted' | 'refused' | 'try_again'): NotificationAnswer;
}
