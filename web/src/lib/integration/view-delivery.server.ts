import { m } from '#lib/words/m.ts';
import type { Attempt, Delivery } from '#server/modules/webhooks/index.ts';

/** A try as it is read. */
export type AttemptView = {
  readonly at: Date;
  readonly ms: number;
  readonly answer: string;
  readonly sent: string;
  readonly answered: string | undefined;
  readonly body: string | undefined;
};

/** A delivery as the log shows it, its newest try first. */
export type DeliveryView = Pick<Delivery, 'id' | 'messageId' | 'type' | 'state' | 'tries' | 'createdAt'> & {
  readonly nextAt: Date | undefined;
  readonly payload: string;
  readonly attempts: readonly AttemptView[];
};

const FAULTS = {
  timeout: m.webhook_fault_timeout,
  private_address: m.webhook_fault_private_address,
  host_unknown: m.webhook_fault_host_unknown,
  tls: m.webhook_fault_tls,
  unreachable: m.webhook_fault_unreachable,
  broken: m.webhook_fault_broken,
} as const;

export function viewDelivery(delivery: Delivery): DeliveryView {
  const { id, messageId, type, state, tries, createdAt, nextAt, payload, attempts } = delivery;
  return {
    ...{ id, messageId, type, state, tries, createdAt },
    nextAt: state === 'waiting' && tries > 0 ? nextAt : undefined,
    payload: JSON.stringify(JSON.parse(payload), null, 2),
    attempts: attempts.map(viewAttempt).reverse(),
  };
}

function viewAttempt(attempt: Attempt): AttemptView {
  const { at, ms, sent } = attempt;
  const isAnswered = 'status' in attempt;
  return {
    ...{ at: new Date(at), ms, sent: writeHeads(sent) },
    answer: isAnswered ? m.webhook_answered({ status: attempt.status }) : FAULTS[attempt.fault](),
    answered: isAnswered ? writeHeads(attempt.answered) : undefined,
    body: isAnswered && attempt.body !== '' ? attempt.body : undefined,
  };
}

const writeHeads = (heads: Readonly<Record<string, string>>): string =>
  Object.entries(heads)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
