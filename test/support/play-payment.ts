import type { Outcome } from '../../emulators/sandbox-bank/bank.ts';
import type { Caller } from './shopper.ts';

export type { Outcome };

/** Plays the payer at the sandbox bank. Throws where the shop knows no such payment or outcome: then nobody has paid. */
export async function playPayment(caller: Caller, paymentNo: string, outcome: Outcome): Promise<void> {
  const played = await caller.call('POST', `/demo/payments/${paymentNo}`, { body: { outcome } });
  if (played.status !== 202)
    throw new Error(`payment ${paymentNo} was not played as ${outcome}: ${JSON.stringify(played.body)}`);
}
