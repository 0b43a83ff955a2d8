import type { Queryable, Transaction } from '../../platform/database.ts';
import type { Attempt, Delivery, DeliveryId, EndpointId } from './webhook.ts';

const COLUMNS = `delivery_id as id, message_id as "messageId", event_type as type, payload, state, tries,
  next_at as "nextAt", attempts, created_at as "createdAt"`;
/** As many tries are kept of a delivery: the newest twelve. */
const KEPT = '$[last - 11 to last]';

export type NewDelivery = Pick<Delivery, 'id' | 'messageId' | 'type' | 'payload' | 'createdAt'> & {
  readonly endpointId: EndpointId;
};

/** Writes down what is to be sent, as soon as can be; what was heard before is there already. Answers how many are new. */
export async function insertDeliveries(on: Queryable, deliveries: readonly NewDelivery[]): Promise<number> {
  const { rowCount } = await on.query({
    name: 'webhooks-insert-deliveries',
    text: `insert into webhook_deliveries
        (delivery_id, endpoint_id, message_id, event_type, payload, state, next_at, created_at)
      select delivery_id, endpoint_id, message_id, event_type, payload, 'waiting', created_at, created_at
      from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
        as d (delivery_id, endpoint_id, message_id, event_type, payload, created_at)
      on conflict (endpoint_id, message_id) do nothing`,
    values: [
      deliveries.map(({ id }) => id),
      deliveries.map(({ endpointId }) => endpointId),
      deliveries.map(({ messageId }) => messageId),
      deliveries.map(({ type }) => type),
      deliveries.map(({ payload }) => payload),
      deliveries.map(({ createdAt }) => createdAt),
    ],
  });
  return rowCount ?? 0;
}

/**
 * Takes some that are due, the longest first, for this process: until `until` no other takes them, and then whoever looks, which is
 * how one is sent again whose process was killed.
 */
export async function claimDue(
  on: Queryable,
  endpointId: EndpointId,
  { now, until, most }: { readonly now: Date; readonly until: Date; readonly most: number },
): Promise<Delivery[]> {
  const { rows } = await on.query<Delivery>({
    name: 'webhooks-claim-due',
    text: `update webhook_deliveries set next_at = $3 where delivery_id in (
        select delivery_id from webhook_deliveries
        where endpoint_id = $1 and state = 'waiting' and next_at <= $2
        order by next_at limit $4 for update skip locked)
      returning ${COLUMNS}`,
    values: [endpointId, now, until, most],
  });
  return rows;
}

/** Writes down a try and what becomes of the delivery. */
export async function saveAttempt(
  tx: Transaction,
  { id, state, tries, nextAt }: Pick<Delivery, 'id' | 'state' | 'tries' | 'nextAt'>,
  attempt: Attempt,
): Promise<void> {
  await tx.query({
    name: 'webhooks-save-attempt',
    text: `update webhook_deliveries set state = $2, tries = $3, next_at = $4,
        attempts = jsonb_path_query_array(attempts || $5::jsonb, $6::jsonpath)
      where delivery_id = $1`,
    values: [id, state, tries, nextAt, JSON.stringify([attempt]), KEPT],
  });
}

/** Of an endpoint, the newest first; those that failed alone where they are asked for. `before`: the last of the page before. */
export async function listDeliveries(
  on: Queryable,
  endpointId: EndpointId,
  { isFailed, before, limit }: { isFailed: boolean; before?: DeliveryId; limit: number },
): Promise<Delivery[]> {
  const { rows } = await on.query<Delivery>({
    name: `webhooks-list-deliveries${isFailed ? '-failed' : ''}`,
    text: `select ${COLUMNS} from webhook_deliveries
      where endpoint_id = $1 ${isFailed ? "and state = 'failed'" : ''} and ($2::uuid is null or delivery_id < $2::uuid)
      order by delivery_id desc limit $3`,
    values: [endpointId, before ?? null, limit],
  });
  return rows;
}

/** Has a delivery sent anew, with all its tries; undefined where the endpoint has none such. */
export async function sendAnew(
  tx: Transaction,
  endpointId: EndpointId,
  id: string,
  now: Date,
): Promise<Pick<Delivery, 'id' | 'messageId' | 'type'> | undefined> {
  const { rows } = await tx.query<Pick<Delivery, 'id' | 'messageId' | 'type'>>({
    name: 'webhooks-send-anew',
    text: `update webhook_deliveries set state = 'waiting', tries = 0, next_at = $3
      where endpoint_id = $1 and delivery_id = $2
      returning delivery_id as id, message_id as "messageId", event_type as type`,
    values: [endpointId, id, now],
  });
  return rows[0];
}

/** What is older than the log is kept, of endpoints that are gone too. A page at a time: answers whether there may be more. */
export async function deleteOldDeliveries(on: Queryable, before: Date, most: number): Promise<boolean> {
  const { rowCount } = await on.query({
    name: 'webhooks-delete-old',
    text: `delete from webhook_deliveries where delivery_id in (
        select delivery_id from webhook_deliveries where created_at < $1 order by created_at limit $2)`,
    values: [before, most],
  });
  return rowCount === most;
}
