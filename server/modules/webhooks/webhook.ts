import type { Brand } from '../../kernel/brand.ts';

/** A UUIDv7. */
export type EndpointId = Brand<string, 'EndpointId'>;
/** A UUIDv7. */
export type DeliveryId = Brand<string, 'DeliveryId'>;

/**
 * `on`: it is told. `off`: somebody has switched it off. `resting`: it has failed so often in a row that the shop has, and a case
 * says so.
 */
export type EndpointState = 'on' | 'off' | 'resting';

/** A program elsewhere that is told of events. */
export type Endpoint = {
  readonly id: EndpointId;
  readonly url: string;
  readonly description: string;
  /** Kinds of events, out of those that are offered. */
  readonly events: readonly string[];
  readonly state: EndpointState;
  /** Deliveries that were given up since one arrived. */
  readonly givenUp: number;
  readonly createdAt: Date;
  /** Until then what is sent is signed by the secret before, too; null where there is none. */
  readonly previousUntil: Date | null;
};

/** One try at a delivery: what was sent in its head, and what came of it. */
export type Attempt = {
  /** RFC 3339 in UTC. */
  readonly at: string;
  readonly ms: number;
  readonly sent: Readonly<Record<string, string>>;
} & (
  | {
      readonly status: number;
      readonly answered: Readonly<Record<string, string>>;
      /** As much of it as tells somebody what is wrong. */
      readonly body: string;
    }
  /** Nothing was answered, by which fault. */
  | { readonly fault: PostFault }
);

/**
 * `timeout`: nothing in time. `private_address`: the name leads to an address that is not public. `host_unknown`: the name leads
 * nowhere. `tls`: its certificate is not to be trusted. `unreachable`: no connection. `broken`: the connection ended, or what came
 * over it is no answer.
 */
export type PostFault = 'timeout' | 'private_address' | 'host_unknown' | 'tls' | 'unreachable' | 'broken';

/** An event on its way to an endpoint. */
export type Delivery = {
  readonly id: DeliveryId;
  /** The same for all tries, and in `webhook-id`. */
  readonly messageId: string;
  readonly type: string;
  /** The JSON as it is sent. */
  readonly payload: string;
  readonly state: 'waiting' | 'delivered' | 'failed';
  readonly tries: number;
  /** Of one that waits. */
  readonly nextAt: Date;
  /** The newest last. */
  readonly attempts: readonly Attempt[];
  readonly createdAt: Date;
};

/** Of a message that somebody of the staff has sent to see whether it arrives. */
export const TEST_TYPE = 'webhook_test';
/** Endpoints of a shop at most: each is two connections at a time. */
export const MOST_ENDPOINTS = 20;
