import type { Result } from '../../kernel/result.ts';
import type { StaffSession } from '../staff/index.ts';
import { listDeliveries } from './deliveries.sql.ts';
import { listEndpoints } from './endpoints.sql.ts';
import {
  changeEndpoint,
  makeEndpoint,
  removeEndpoint,
  replayDelivery,
  rotateSecret,
  sendTest,
  type ChangeRefusal,
  type EndpointChange,
  type EndpointGone,
  type MadeEndpoint,
  type MakeRefusal,
  type NewEndpoint,
  type NewSecret,
  type ReplayRefusal,
  type SendRefusal,
} from './keep-webhooks.ts';
import type { Delivery, DeliveryId, Endpoint, EndpointId } from './webhook.ts';
import type { WebhookDeps } from './webhooks.deps.ts';

type Sent = Pick<Delivery, 'id'>;

/** What staff may ask of webhooks. */
export type Webhooks = {
  /** Kinds of events that an endpoint may be told of. */
  readonly offered: readonly string[];
  list(): Promise<Endpoint[]>;
  make(by: StaffSession, wanted: NewEndpoint): Promise<Result<MadeEndpoint, MakeRefusal>>;
  change(by: StaffSession, id: string, change: EndpointChange): Promise<Result<Endpoint, ChangeRefusal>>;
  remove(by: StaffSession, id: string): Promise<Result<null, EndpointGone>>;
  rotate(by: StaffSession, id: string): Promise<Result<NewSecret, EndpointGone>>;
  test(by: StaffSession, id: string): Promise<Result<Sent, SendRefusal>>;
  replay(by: StaffSession, id: string, deliveryId: string): Promise<Result<Sent, ReplayRefusal>>;
  /** The newest first; those that were given up alone where they are asked for. */
  deliveries(
    id: string,
    asked: { readonly isFailed: boolean; readonly before?: DeliveryId; readonly limit: number },
  ): Promise<Delivery[]>;
};

export function keepWebhooks(deps: WebhookDeps): Webhooks {
  const { database, offered } = deps;
  return {
    offered,
    list: () => listEndpoints(database),
    make: (by, wanted) => makeEndpoint(deps, by, wanted),
    change: (by, id, change) => changeEndpoint(deps, by, id, change),
    remove: (by, id) => removeEndpoint(deps, by, id),
    rotate: (by, id) => rotateSecret(deps, by, id),
    test: (by, id) => sendTest(deps, by, id),
    replay: (by, id, deliveryId) => replayDelivery(deps, by, id, deliveryId),
    deliveries: (id, asked) => listDeliveries(database, id as EndpointId, asked),
  };
}
