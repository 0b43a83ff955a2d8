import type { Clock } from '../../kernel/clock.ts';
import { newUuid } from '../../kernel/ids.ts';
import { customerOfPaymentNo } from '../../kernel/numbers.ts';
import type { Database } from '../../platform/database.ts';
import type { ExchangeKind } from './exchange.ts';
import type { AskedPayment, AskedRefund, Gateway } from './gateway.ts';
import { insertExchange, type ExchangeFacts } from './payment-events.sql.ts';

export type ExchangeDeps = { readonly database: Database; readonly clock: Clock };

type Subject = { readonly paymentNo: AskedPayment['paymentNo']; readonly refundNo?: string };

/**
 * A gateway of which everything is written down before anybody acts on it. What is asked is written beside the call, since the
 * row of the payment or refund is there before it and says what was meant; what is answered after it, so that paying waits for one
 * statement more. Of queries only news: that nothing has happened yet is in the row, and would be asked a thousand times.
 */
export function keepExchanges(gateway: Gateway, deps: ExchangeDeps): Gateway {
  const keep = (subject: Subject, kind: ExchangeKind, facts: ExchangeFacts): Promise<void> =>
    keepExchange(deps, gateway.name, { ...subject, kind, facts });

  async function exchange<Report extends { readonly state: string }>(
    subject: Subject,
    [asked, answered]: readonly [ExchangeKind, ExchangeKind],
    facts: ExchangeFacts,
    call: () => Promise<Report>,
  ): Promise<Report> {
    const [report] = await Promise.all([call(), keep(subject, asked, facts)]);
    await keep(subject, answered, factsOf(report));
    return report;
  }

  async function question<Report extends { readonly state: string }>(
    subject: Subject,
    answered: ExchangeKind,
    call: () => Promise<Report>,
  ): Promise<Report> {
    const report = await call();
    if (report.state !== 'pending' && report.state !== 'unknown')
      await keep(subject, answered, factsOf(report));
    return report;
  }

  const ofRefund = ({ refundNo, payment }: AskedRefund): Subject => ({
    refundNo,
    paymentNo: payment.paymentNo,
  });
  const ofPayment = ({ paymentNo }: { readonly paymentNo: AskedPayment['paymentNo'] }): Subject => ({
    paymentNo,
  });
  return {
    ...gateway,
    create(payment) {
      const { amount, channel, expiresAt, instalments } = payment;
      const periods = instalments && { periods: instalments.periods };
      const facts = { amount, channel, expiresAt: expiresAt.toISOString(), ...periods };
      const kinds = ['opening_asked', 'opening_answered'] as const;
      return exchange(ofPayment(payment), kinds, facts, () => gateway.create(payment));
    },
    close: (payment) =>
      exchange(ofPayment(payment), ['closing_asked', 'closing_answered'], {}, () => gateway.close(payment)),
    refund: (refund) =>
      exchange(ofRefund(refund), ['refund_asked', 'refund_answered'], { amount: refund.amount }, () =>
        gateway.refund(refund),
      ),
    query: (payment) => question(ofPayment(payment), 'query_answered', () => gateway.query(payment)),
    queryRefund: (refund) =>
      question(ofRefund(refund), 'refund_query_answered', () => gateway.queryRefund(refund)),
  };
}

/** Writes down something that was said; `sealed`: the bytes in which it came. */
export async function keepExchange(
  { database, clock }: ExchangeDeps,
  gateway: string,
  said: Subject & {
    readonly kind: ExchangeKind;
    readonly facts: ExchangeFacts;
    readonly sealed?: SealedBytes;
  },
): Promise<void> {
  const customerId = customerOfPaymentNo(said.paymentNo);
  if (customerId === undefined) throw new Error('a payment has a number that names no customer');
  const at = clock.now();
  const eventId = said.sealed?.eventId ?? newUuid(at);
  const { paymentNo, refundNo = null, kind, facts } = said;
  const exchange = { customerId, eventId, paymentNo, refundNo, gateway, kind, at, facts };
  await insertExchange(database, exchange, said.sealed?.bytes);
}

/** Bytes are bound to the row that they lie in, so its id is known before they are sealed. */
export type SealedBytes = { readonly eventId: string; readonly bytes: Buffer };

const TOLD = ['state', 'amount', 'currency', 'merchant', 'reference', 'cause', 'code', 'reason'] as const;

/** What of a report is written down: not what the payer is to do, by which anybody could see their payment. */
export function factsOf(report: object): ExchangeFacts {
  return Object.fromEntries(
    TOLD.flatMap((name) => {
      const value = (report as Readonly<Record<string, unknown>>)[name];
      return typeof value === 'string' || typeof value === 'number' ? [[name, value]] : [];
    }),
  );
}
