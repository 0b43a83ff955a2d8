import type { Outcome } from '../../emulators/sandbox-bank/bank.ts';
import type { Outcome as AnyOutcome } from '../../server/demo/demo.module.ts';
import type { Caller } from './shopper.ts';

export type { Outcome };

/** Plays the payer at what stands for the payment's service. Throws where the shop knows no such payment or outcome: then nobody has paid. */
export async function playPayment(caller: Caller, paymentNo: string, outcome: AnyOutcome): Promise<void> {
  const played = await caller.call('POST', `/demo/payments/${paymentNo}`, { body: { outcome } });
  if (played.status !== 202)
    throw new Error(`payment ${paymentNo} was not played as ${outcome}: ${JSON.stringify(played.body)}`);
}
