import { createHash } from 'node:crypto';
import { newUuid } from '../../kernel/ids.ts';
import { inTransaction, type Database, type Transaction } from '../../platform/database.ts';
import type { AnyEvent } from '../../platform/events.ts';
import { addJob } from '../../platform/jobs.ts';
import { canonicalJson, type Json } from '../audit/index.ts';
import { insertDeliveries } from './deliveries.sql.ts';
import { listHearing } from './endpoints.sql.ts';
import type { DeliveryId } from './webhook.ts';
import type { WebhookDeps } from './webhooks.deps.ts';

/** The job by which deliveries that are due are sent. */
export const SEND_JOB = 'send-webhooks';

/** Has those sent that are due by then. One such job waits at most for each `key`. */
export async function wakeSending(on: Transaction | Database, at?: Date, key = SEND_JOB): Promise<void> {
  await addJob(on, SEND_JOB, {}, { key, queue: SEND_JOB, ...(at && { runAt: at }) });
}

/** The body of a message: what kind, of which version, when it happened, and its facts. */
export function writePayload({ type, v, at, ...facts }: AnyEvent & { readonly at: string }): string {
  return JSON.stringify({ type, version: v, timestamp: at, data: facts });
}

/** An event is the same message however often it is heard, and in whatever order its facts come. */
export function messageIdOf(event: AnyEvent): string {
  const hash = createHash('sha256').update(canonicalJson(event as unknown as Json));
  return `msg_${hash.digest('base64url').slice(0, 32)}`;
}

/** Writes down for each endpoint that wants to know of an event that it is to be told. Heard twice, it is told once. */
export async function takeEvent({ database, clock }: WebhookDeps, event: AnyEvent): Promise<void> {
  const hearing = await listHearing(database, event.type);
  if (hearing.length === 0) return;
  const createdAt = clock.now();
  const messageId = messageIdOf(event);
  const payload = writePayload(event as AnyEvent & { at: string });
  const deliveries = hearing.map((endpointId) => ({
    ...{ id: newUuid(createdAt) as DeliveryId, endpointId, createdAt },
    ...{ messageId, type: event.type, payload },
  }));
  await inTransaction(database, async (tx) => {
    if ((await insertDeliveries(tx, deliveries)) > 0) await wakeSending(tx);
  });
}
