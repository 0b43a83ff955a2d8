import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { insertEndpoint } from '../../server/modules/webhooks/endpoints.sql.ts';
import { sealSecret } from '../../server/modules/webhooks/seal-secret.ts';
import { newWebhookSecret } from '../../server/modules/webhooks/sign-webhook.ts';
import type { EndpointId } from '../../server/modules/webhooks/webhook.ts';
import { newUuid } from '../../server/kernel/ids.ts';
import { inTransaction } from '../../server/platform/database.ts';
import { makeSpine, type AnyEvent } from '../../server/platform/events.ts';
import { openFileMasterKey, openSealing } from '../../server/platform/sealing/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { waitFor } from '../support/wait-for.ts';
import { openWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

const SCRIPT = fileURLToPath(new URL('webhook-after-kill.script.ts', import.meta.url));
/** Longer than a delivery stays with a process that took it. */
const LATER_MS = 60_000;
let database: TestDatabase;
let receiver: WebhookReceiver;
const children: ChildProcess[] = [];
beforeAll(async () => {
  [database, receiver] = await Promise.all([createTestDatabase(), openWebhookReceiver()]);
});
afterAll(async () => {
  for (const child of children) await kill(child);
  await receiver.stop();
  await database.drop();
});

async function startProcess(aheadMs: number): Promise<ChildProcess> {
  const file = inject('testServer').masterKeyFile;
  const args = [SCRIPT, database.url, file, String(receiver.port), String(aheadMs)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await waitFor('the process', () => output.includes('ready'), 30_000);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function makeEndpoint(): Promise<void> {
  const masterKey = await openFileMasterKey({
    ...{ file: inject('testServer').masterKeyFile, mayCreate: false, mustBePrivate: false },
  });
  const sealing = await openSealing({ database: database.pool, masterKey });
  const id = newUuid(new Date()) as EndpointId;
  await inTransaction(database.pool, (tx) =>
    insertEndpoint(tx, {
      ...{ id, url: receiver.url, description: 'ERP', events: ['order_paid'], createdAt: new Date() },
      secretSealed: sealSecret(sealing, id, newWebhookSecret()),
    }),
  );
}

test(
  'an event is told all the same where the process is killed that was telling it, as the same message',
  { timeout: 60_000 },
  async () => {
    await makeEndpoint();
    const spine = makeSpine<AnyEvent>({ database: database.pool, onDeadLetter: () => Promise.resolve() });
    spine.listen('webhooks', { order_paid: () => Promise.resolve() } as never);
    receiver.answer('never');
    const first = await startProcess(0);
    const event = { type: 'order_paid', v: 2, orderNo: 'A', at: new Date().toISOString() };
    await inTransaction(database.pool, (tx) => spine.emit(tx, [event]));
    await waitFor('it to be told', () => receiver.received.length === 1, 30_000);
    await kill(first);
    const { rows } = await database.pool.query(`select state, tries from webhook_deliveries`);
    expect(rows).toEqual([{ state: 'waiting', tries: 0 }]);

    receiver.answer(204);
    await startProcess(LATER_MS);
    await waitFor('it to be told again', () => receiver.received.length === 2, 30_000);
    const [told, again] = receiver.received;
    expect(again!.body).toBe(told!.body);
    expect(again!.heads['webhook-id']).toBe(told!.heads['webhook-id']);
    await waitFor('it to be written down', async () => {
      const { rowCount } = await database.pool.query(
        `select from webhook_deliveries where state = 'delivered' and tries = 1`,
      );
      return rowCount === 1;
    });
  },
);
