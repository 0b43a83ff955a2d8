import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isOutcome, toWire, type Bank, type BankPayment } from './bank.ts';
import { languageOf, PAYERS, sayNone, sendPayPage, takeForms } from '../payer-pages.ts';
import { payPage } from './pay-page.ts';

type Numbered = { Params: { no: string } };
type Tokened = { Params: { token: string } };
const NO_SCHEMA = { schema: { hide: true } } as const;

/** The sandbox bank over HTTP. `payUrl` is where a payer's browser reaches these routes, without a slash at its end. */
export function sandboxBankRoutes(app: FastifyInstance, bank: Bank, payUrl: string): void {
  const wire = (payment: BankPayment): object => ({
    ...toWire(payment),
    payUrl: `${payUrl}/pay/${payment.token}`,
  });
  const callers = {
    ...NO_SCHEMA,
    config: { access: 'gateway', rateLimit: false } as const,
    preHandler: refuseStrangers(bank),
  };

  app.put<Numbered>('/payments/:no', callers, async (request, reply) => {
    const { amount, description, notifyUrl, returnUrl, instalments } = request.body as {
      amount: number;
      description: string;
      notifyUrl: string;
      returnUrl: string;
      instalments?: NonNullable<BankPayment['instalments']>;
    };
    const payment = await bank.open({
      payment_no: request.params.no,
      amount,
      description,
      notify_url: notifyUrl,
      return_url: returnUrl,
      instalments: instalments ?? null,
    });
    return reply.send(wire(payment));
  });
  app.get<Numbered>('/payments/:no', callers, async (request, reply) => {
    const payment = await bank.find(request.params.no);
    return payment ? reply.send(wire(payment)) : reply.code(404).send({ error: 'no_such_payment' });
  });
  app.post<Numbered>('/payments/:no/closure', callers, async (request, reply) => {
    const payment = await bank.close(request.params.no);
    // A payment the bank never saw cannot be paid any more either: closing it is done.
    if (payment === undefined) return reply.send({ state: 'closed' });
    return reply.code(payment.state === 'paid' ? 409 : 200).send(wire(payment));
  });
  app.get<Numbered>('/refunds/:no', callers, async (request, reply) => {
    const refund = await bank.findRefund(request.params.no);
    return refund ? reply.send(refund) : reply.code(404).send({ error: 'no_such_refund' });
  });
  app.put<Numbered>('/refunds/:no', callers, async (request, reply) => {
    const { paymentNo, amount } = request.body as { paymentNo: string; amount: number };
    const refund = await bank.refund({ refundNo: request.params.no, paymentNo, amount });
    return refund ? reply.send(refund) : reply.code(422).send({ error: 'more_than_was_paid' });
  });
  payerRoutes(app, bank);
}

function payerRoutes(app: FastifyInstance, bank: Bank): void {
  takeForms(app);
  app.get<Tokened>('/pay/:token', PAYERS, async (request, reply) => {
    const payment = await bank.findByToken(request.params.token);
    return payment ? sendPayPage(reply, payPage(payment, languageOf(reply))) : sayNone(reply);
  });
  app.post<Tokened>('/pay/:token', PAYERS, async (request, reply) => {
    const payment = await bank.findByToken(request.params.token);
    const { outcome } = (request.body ?? {}) as { outcome?: string };
    if (payment === undefined || !isOutcome(outcome)) {
      return sayNone(reply);
    }
    await bank.play(payment.payment_no, outcome);
    return reply.redirect(payment.return_url, 303);
  });
}

function refuseStrangers(bank: Bank) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const given = Buffer.from(request.headers.authorization ?? '');
    const expected = Buffer.from(`Bearer ${bank.apiKey}`);
    const isCaller = given.length === expected.length && timingSafeEqual(given, expected);
    return isCaller ? undefined : reply.code(401).send({ error: 'wrong_key' });
  };
}
