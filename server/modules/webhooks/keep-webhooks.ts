import { newUuid } from '../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { DAY_MS } from '../../platform/budgets/budget.ts';
import { inTransaction, type Transaction } from '../../platform/database.ts';
import { record } from '../audit/index.ts';
import { closeCases } from '../cases/index.ts';
import { actBy, type StaffSession } from '../staff/index.ts';
import { insertDeliveries, sendAnew } from './deliveries.sql.ts';
import {
  deleteEndpoint,
  insertEndpoint,
  listEndpoints,
  lockEndpoint,
  lockMaking,
  saveEndpoint,
  saveSecret,
  type StoredEndpoint,
} from './endpoints.sql.ts';
import { wakeSending, writePayload } from './hear-events.ts';
import { judgeName, judgeUrl, type UrlRefusal } from './judge-url.ts';
import { sealSecret } from './seal-secret.ts';
import { newWebhookSecret } from './sign-webhook.ts';
import {
  MOST_ENDPOINTS,
  TEST_TYPE,
  type Delivery,
  type DeliveryId,
  type Endpoint,
  type EndpointId,
} from './webhook.ts';
import type { WebhookDeps } from './webhooks.deps.ts';

/** So long the secret before is good beside the one that replaced it. */
const BOTH_GOOD_MS = DAY_MS;

export type NewEndpoint = Pick<Endpoint, 'url' | 'description' | 'events'>;
export type EndpointChange = Partial<NewEndpoint> & { readonly isOn?: boolean };
export type EndpointGone = { readonly code: 'webhook_not_found' };
type EventUnknown = { readonly code: 'webhook_event_unknown'; readonly event: string };
export type MakeRefusal = UrlRefusal | EventUnknown | { readonly code: 'too_many_webhooks' };
export type ChangeRefusal = UrlRefusal | EventUnknown | EndpointGone;
export type SendRefusal = EndpointGone | { readonly code: 'webhook_off' };
export type ReplayRefusal = SendRefusal | { readonly code: 'webhook_delivery_not_found' };

/** The secret is told this once. */
export type MadeEndpoint = { readonly endpoint: Endpoint; readonly secret: string };
export type NewSecret = { readonly secret: string; readonly previousUntil: Date };

/** Adds an endpoint that is told of these events from now on. */
export async function makeEndpoint(
  deps: WebhookDeps,
  by: StaffSession,
  { url, description, events }: NewEndpoint,
): Promise<Result<MadeEndpoint, MakeRefusal>> {
  const refusal = (await refuseUrl(deps, url)) ?? refuseEvents(deps, events);
  if (refusal !== undefined) return refuse(refusal);
  const createdAt = deps.clock.now();
  const id = newUuid(createdAt) as EndpointId;
  const secret = newWebhookSecret();
  const given = { id, url, description, events: [...new Set(events)], createdAt };
  return inTransaction(deps.database, async (tx) => {
    await lockMaking(tx);
    if ((await listEndpoints(tx)).length >= MOST_ENDPOINTS) return refuse({ code: 'too_many_webhooks' });
    await insertEndpoint(tx, { ...given, secretSealed: sealSecret(deps.sealing, id, secret) });
    const act = { what: 'webhook:make', subject: subjectOf(id), after: tell(given) };
    await record(tx, [actBy(by, createdAt, act)]);
    const endpoint = { ...given, state: 'on', givenUp: 0, previousUntil: null } as const;
    return ok({ endpoint, secret });
  });
}

/** Changes what it is told and where, or switches it off and on. One that rests is told again when it is switched on. */
export async function changeEndpoint(
  deps: WebhookDeps,
  by: StaffSession,
  id: string,
  { isOn, ...change }: EndpointChange,
): Promise<Result<Endpoint, ChangeRefusal>> {
  const refusal =
    (change.url === undefined ? undefined : await refuseUrl(deps, change.url)) ??
    refuseEvents(deps, change.events ?? []);
  if (refusal !== undefined) return refuse(refusal);
  return onEndpoint(deps, id, async (tx, before) => {
    const events = [...new Set(change.events ?? before.events)];
    const state = isOn === undefined ? before.state : isOn ? 'on' : 'off';
    const givenUp = isOn === true ? 0 : before.givenUp;
    const after = { ...present(before), ...change, events, state, givenUp } as const;
    const now = deps.clock.now();
    await saveEndpoint(tx, after);
    // Somebody has decided: there is nothing left to look at.
    if (isOn === false) await closeCases(tx, ['webhook_failing'], before.id, now);
    if (state === 'on') await wakeSending(tx);
    const told = { before: { ...tell(before), state: before.state }, after: { ...tell(after), state } };
    await record(tx, [actBy(by, now, { what: 'webhook:change', subject: subjectOf(before.id), ...told })]);
    return ok(after);
  });
}

/** Removes it; what waited for it is not sent. */
export async function removeEndpoint(
  deps: WebhookDeps,
  by: StaffSession,
  id: string,
): Promise<Result<null, EndpointGone>> {
  return onEndpoint(deps, id, async (tx, before) => {
    const now = deps.clock.now();
    await deleteEndpoint(tx, before.id);
    await closeCases(tx, ['webhook_failing'], before.id, now);
    const act = { what: 'webhook:remove', subject: subjectOf(before.id), before: tell(before) };
    await record(tx, [actBy(by, now, act)]);
    return ok(null);
  });
}

/** Gives it another secret; for a day messages are signed by both. */
export async function rotateSecret(
  deps: WebhookDeps,
  by: StaffSession,
  id: string,
): Promise<Result<NewSecret, EndpointGone>> {
  return onEndpoint(deps, id, async (tx, { id: endpointId }) => {
    const now = deps.clock.now();
    const secret = newWebhookSecret();
    const previousUntil = new Date(now.getTime() + BOTH_GOOD_MS);
    await saveSecret(tx, {
      ...{ id: endpointId, previousUntil },
      secretSealed: sealSecret(deps.sealing, endpointId, secret),
    });
    await record(tx, [actBy(by, now, { what: 'webhook:rotate', subject: subjectOf(endpointId) })]);
    return ok({ secret, previousUntil });
  });
}

/** Sends a message that tells of nothing, to see whether it arrives. */
export async function sendTest(
  deps: WebhookDeps,
  by: StaffSession,
  id: string,
): Promise<Result<Pick<Delivery, 'id'>, SendRefusal>> {
  return onEndpoint(deps, id, async (tx, { id: endpointId, state }) => {
    if (state !== 'on') return refuse({ code: 'webhook_off' });
    const createdAt = deps.clock.now();
    const delivery = { id: newUuid(createdAt) as DeliveryId, endpointId, type: TEST_TYPE, createdAt };
    const event = { type: TEST_TYPE, v: 1, at: createdAt.toISOString(), endpointId };
    const messageId = `msg_${delivery.id}`;
    await insertDeliveries(tx, [{ ...delivery, messageId, payload: writePayload(event) }]);
    await wakeSending(tx);
    await record(tx, [actBy(by, createdAt, { what: 'webhook:test', subject: subjectOf(endpointId) })]);
    return ok({ id: delivery.id });
  });
}

/** Sends a message once more, whatever became of it: the same one, by the same id. */
export async function replayDelivery(
  deps: WebhookDeps,
  by: StaffSession,
  id: string,
  deliveryId: string,
): Promise<Result<Pick<Delivery, 'id'>, ReplayRefusal>> {
  return onEndpoint<Pick<Delivery, 'id'>, ReplayRefusal>(deps, id, async (tx, { id: endpointId, state }) => {
    if (state !== 'on') return refuse({ code: 'webhook_off' });
    const now = deps.clock.now();
    const anew = await sendAnew(tx, endpointId, deliveryId, now);
    if (anew === undefined) return refuse({ code: 'webhook_delivery_not_found' });
    await wakeSending(tx);
    const after = { deliveryId: anew.id, messageId: anew.messageId, type: anew.type };
    await record(tx, [actBy(by, now, { what: 'webhook:replay', subject: subjectOf(endpointId), after })]);
    return ok({ id: anew.id });
  });
}

async function onEndpoint<T, Refused extends { readonly code: string }>(
  { database }: WebhookDeps,
  id: string,
  work: (tx: Transaction, endpoint: StoredEndpoint) => Promise<Result<T, Refused>>,
): Promise<Result<T, Refused | EndpointGone>> {
  return inTransaction<Result<T, Refused | EndpointGone>>(database, async (tx) => {
    const endpoint = await lockEndpoint(tx, id);
    return endpoint === undefined ? refuse({ code: 'webhook_not_found' }) : work(tx, endpoint);
  });
}

async function refuseUrl({ rules, lookUp }: WebhookDeps, text: string): Promise<UrlRefusal | undefined> {
  const target = judgeUrl(text, rules);
  return target.ok ? judgeName(target.value, lookUp) : target.error;
}

function refuseEvents({ offered }: WebhookDeps, events: readonly string[]): EventUnknown | undefined {
  const event = events.find((type) => !offered.includes(type));
  return event === undefined ? undefined : { code: 'webhook_event_unknown', event };
}

const subjectOf = (id: EndpointId) => ({ kind: 'webhook', id });

/** For the trail, which is kept for good: of the address the host alone, since what follows it may be a secret. */
function tell({ url, description, events }: NewEndpoint) {
  return { host: new URL(url).host, description, events: [...events] };
}

function present({
  secretSealed: _one,
  previousSecretSealed: _other,
  ...endpoint
}: StoredEndpoint): Endpoint {
  return endpoint;
}
