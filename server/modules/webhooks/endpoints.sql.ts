import { ADVISORY_LOCKS } from '../../platform/advisory-locks.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';
import type { Endpoint, EndpointId, EndpointState } from './webhook.ts';

/** On which processes tell each other that endpoints have changed. */
export const WEBHOOKS_CHANGED = 'webhooks_changed';

const COLUMNS = `endpoint_id as id, url, description, events, state, given_up as "givenUp", created_at as "createdAt",
  previous_until as "previousUntil"`;

/** With what it is signed by. */
export type StoredEndpoint = Endpoint & {
  readonly secretSealed: Buffer;
  readonly previousSecretSealed: Buffer | null;
};

/** Until the transaction ends nobody else makes one: of those that are sent at once each sees how many there are. */
export async function lockMaking(tx: Transaction): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.webhooks]);
}

/** All of the shop, the oldest first; they are few. */
export async function listEndpoints(on: Queryable): Promise<Endpoint[]> {
  const { rows } = await on.query<Endpoint>({
    name: 'webhooks-list-endpoints',
    text: `select ${COLUMNS} from webhook_endpoints order by endpoint_id`,
  });
  return rows;
}

/** Those that are told of events of this kind. */
export async function listHearing(on: Queryable, type: string): Promise<EndpointId[]> {
  const { rows } = await on.query<{ id: EndpointId }>({
    name: 'webhooks-list-hearing',
    text: `select endpoint_id as id from webhook_endpoints where state = 'on' and events @> array[$1::text]`,
    values: [type],
  });
  return rows.map(({ id }) => id);
}

/** Kinds of events that anybody is told of. */
export async function listWanted(on: Queryable): Promise<string[]> {
  const { rows } = await on.query<{ type: string }>({
    name: 'webhooks-list-wanted',
    text: `select distinct unnest(events) as type from webhook_endpoints where state = 'on'`,
  });
  return rows.map(({ type }) => type);
}

export async function findEndpoint(on: Queryable, id: string): Promise<StoredEndpoint | undefined> {
  const { rows } = await on.query<StoredEndpoint>({
    name: 'webhooks-find-endpoint',
    text: `select ${COLUMNS}, secret_sealed as "secretSealed", previous_secret_sealed as "previousSecretSealed"
      from webhook_endpoints where endpoint_id = $1`,
    values: [id],
  });
  return rows[0];
}

/** Until the transaction ends nobody else changes it. */
export async function lockEndpoint(tx: Transaction, id: string): Promise<StoredEndpoint | undefined> {
  const { rows } = await tx.query<StoredEndpoint>({
    name: 'webhooks-lock-endpoint',
    text: `select ${COLUMNS}, secret_sealed as "secretSealed", previous_secret_sealed as "previousSecretSealed"
      from webhook_endpoints where endpoint_id = $1 for update`,
    values: [id],
  });
  return rows[0];
}

/** Tells all processes, once this is committed, that events may be wanted that were not, or no longer. */
async function tellChanged(tx: Transaction): Promise<void> {
  await tx.query(`select pg_notify('${WEBHOOKS_CHANGED}', '')`);
}

export async function insertEndpoint(
  tx: Transaction,
  endpoint: Pick<StoredEndpoint, 'id' | 'url' | 'description' | 'events' | 'createdAt' | 'secretSealed'>,
): Promise<void> {
  await tx.query({
    name: 'webhooks-insert-endpoint',
    text: `insert into webhook_endpoints (endpoint_id, url, description, events, state, secret_sealed, created_at)
      values ($1, $2, $3, $4, 'on', $5, $6)`,
    values: [
      endpoint.id,
      endpoint.url,
      endpoint.description,
      endpoint.events,
      endpoint.secretSealed,
      endpoint.createdAt,
    ],
  });
  await tellChanged(tx);
}

export async function saveEndpoint(
  tx: Transaction,
  endpoint: Pick<Endpoint, 'id' | 'url' | 'description' | 'events' | 'state' | 'givenUp'>,
): Promise<void> {
  await tx.query({
    name: 'webhooks-save-endpoint',
    text: `update webhook_endpoints set url = $2, description = $3, events = $4, state = $5, given_up = $6
      where endpoint_id = $1`,
    values: [
      endpoint.id,
      endpoint.url,
      endpoint.description,
      endpoint.events,
      endpoint.state,
      endpoint.givenUp,
    ],
  });
  await tellChanged(tx);
}

/** Counts what was given up since something arrived, and lets it rest. */
export async function saveHealth(
  tx: Transaction,
  { id, givenUp, state }: Pick<Endpoint, 'id' | 'givenUp'> & { readonly state: EndpointState },
): Promise<void> {
  await tx.query({
    name: 'webhooks-save-health',
    text: 'update webhook_endpoints set given_up = $2, state = $3 where endpoint_id = $1',
    values: [id, givenUp, state],
  });
  if (state !== 'on') await tellChanged(tx);
}

export async function saveSecret(
  tx: Transaction,
  { id, secretSealed, previousUntil }: Pick<StoredEndpoint, 'id' | 'secretSealed'> & { previousUntil: Date },
): Promise<void> {
  await tx.query({
    name: 'webhooks-save-secret',
    text: `update webhook_endpoints
      set previous_secret_sealed = secret_sealed, previous_until = $3, secret_sealed = $2 where endpoint_id = $1`,
    values: [id, secretSealed, previousUntil],
  });
}

export async function deleteEndpoint(tx: Transaction, id: EndpointId): Promise<void> {
  await tx.query({
    name: 'webhooks-delete-endpoint',
    text: 'delete from webhook_endpoints where endpoint_id = $1',
    values: [id],
  });
  await tellChanged(tx);
}
