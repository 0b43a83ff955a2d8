import { randomInt } from 'node:crypto';
import { inTransaction } from '../../platform/database.ts';
import { inLane } from '../../platform/lanes.ts';
import { closeCases, openCase } from '../cases/index.ts';
import { claimDue, saveAttempt } from './deliveries.sql.ts';
import {
  findEndpoint,
  listEndpoints,
  lockEndpoint,
  saveHealth,
  type StoredEndpoint,
} from './endpoints.sql.ts';
import { wakeSending } from './hear-events.ts';
import { judgeUrl } from './judge-url.ts';
import type { Posted } from './post-webhook.ts';
import { decideNext, type NextStep } from './retry.decide.ts';
import { openSecrets } from './seal-secret.ts';
import { signedHeads } from './sign-webhook.ts';
import type { Attempt, Delivery, EndpointId } from './webhook.ts';
import type { WebhookDeps } from './webhooks.deps.ts';

/** At an endpoint at a time, in each process that runs jobs. A slow one holds up its own two, and nobody else's. */
const HANDS = 2;
/** So long nobody else takes a delivery that is being sent: longer than that takes. */
const CLAIMED_MS = 30_000;
const RANDOM_STEPS = 1_000;
/** The clock looks each minute; what is tried again sooner has a job of its own. */
const SOON_MS = 60_000;

export type Sender = {
  /** Begins to send what is due, as far as hands are free, and answers without waiting for it. */
  begin(): Promise<void>;
  /** Begins nothing more, and waits for what is being sent. */
  drain(): Promise<void>;
};

/**
 * Sends what is due beside the jobs: a job would hold one of their few places while an endpoint lets it wait. Rows say all there is
 * to know, so that a process that is killed loses nothing but its hands.
 */
export function makeSender(deps: WebhookDeps): Sender {
  const { database, clock, log } = deps;
  const busy = new Map<EndpointId, number>();
  const underWay = new Set<Promise<void>>();
  let isClosed = false;
  const take = (id: EndpointId, hands: number): void => void busy.set(id, (busy.get(id) ?? 0) + hands);

  /** Gives each free hand something to send, where there is something. */
  async function fill(id: EndpointId): Promise<void> {
    const free = HANDS - (busy.get(id) ?? 0);
    if (isClosed || free <= 0) return;
    take(id, free);
    let claimed: Delivery[] = [];
    try {
      const endpoint = await findEndpoint(database, id);
      if (endpoint?.state !== 'on') return;
      const now = clock.now();
      const until = new Date(now.getTime() + CLAIMED_MS);
      claimed = await claimDue(database, id, { now, until, most: free });
      for (const delivery of claimed) start(endpoint, delivery);
    } finally {
      take(id, claimed.length - free);
    }
  }

  function start(endpoint: StoredEndpoint, delivery: Delivery): void {
    const work = inLane('jobs', async () => {
      try {
        await deliver(deps, endpoint, delivery).finally(() => take(endpoint.id, -1));
        await fill(endpoint.id);
      } catch (error) {
        log.error({ err: error }, 'what came of a webhook could not be written down; it is sent again');
      }
    }).finally(() => underWay.delete(work));
    underWay.add(work);
  }

  return {
    async begin() {
      for (const { id, state } of await listEndpoints(database)) if (state === 'on') await fill(id);
    },
    async drain() {
      isClosed = true;
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

async function deliver(deps: WebhookDeps, endpoint: StoredEndpoint, delivery: Delivery): Promise<void> {
  const at = deps.clock.now();
  const secrets = openSecrets(deps.sealing, endpoint, at);
  const heads = {
    'content-type': 'application/json',
    'user-agent': 'ks-order-webhooks/1',
    ...signedHeads(secrets, delivery.messageId, at, delivery.payload),
  };
  const began = performance.now();
  // By the rules of now: a port of this machine may not be named any more.
  const target = judgeUrl(endpoint.url, deps.rules);
  const posted = target.ok
    ? await deps.post(target.value, { heads, body: delivery.payload })
    : ({ fault: 'private_address' } as const);
  const ms = Math.round(performance.now() - began);
  await settle(deps, endpoint.id, delivery, { at: at.toISOString(), ms, sent: heads, ...posted }, posted);
}

/** Writes down what came of a try: of the delivery, of its endpoint, and whether a person has to look. */
async function settle(
  { database, clock, log }: WebhookDeps,
  endpointId: EndpointId,
  delivery: Delivery,
  attempt: Attempt,
  posted: Posted,
): Promise<void> {
  const tries = delivery.tries + 1;
  const now = clock.now();
  const rested = await inTransaction(database, async (tx) => {
    const endpoint = await lockEndpoint(tx, endpointId);
    const givenUp = endpoint?.givenUp ?? 0;
    const next = decideNext(posted, { tries, givenUp, random: randomInt(RANDOM_STEPS) / RANDOM_STEPS });
    const nextAt = new Date(now.getTime() + (next.do === 'wait' ? next.ms : 0));
    await saveAttempt(tx, { id: delivery.id, state: STATES[next.do], tries, nextAt }, attempt);
    if (endpoint === undefined) return false;
    if (next.do === 'wait') {
      if (next.ms < SOON_MS) await wakeSending(tx, nextAt, `send-webhooks ${delivery.id}`);
      return false;
    }
    if (next.do === 'give_up') {
      const rests = next.rests && endpoint.state === 'on';
      await saveHealth(tx, {
        id: endpointId,
        givenUp: givenUp + 1,
        state: rests ? 'resting' : endpoint.state,
      });
      const { host } = new URL(endpoint.url);
      const facts = { host, event: delivery.type, answer: tellAnswer(posted), givenUp: givenUp + 1, rests };
      await openCase(tx, { kind: 'webhook_failing', subject: endpointId, facts }, now);
      return rests;
    }
    if (givenUp > 0) await saveHealth(tx, { id: endpointId, givenUp: 0, state: endpoint.state });
    await closeCases(tx, ['webhook_failing'], endpointId, now);
    return false;
  });
  if (rested) log.error({ endpointId }, 'an endpoint of webhooks is let rest; it needs a person');
}

const STATES: Readonly<Record<NextStep['do'], Delivery['state']>> = {
  deliver: 'delivered',
  wait: 'waiting',
  give_up: 'failed',
};

const tellAnswer = (posted: Posted): string => ('status' in posted ? String(posted.status) : posted.fault);
