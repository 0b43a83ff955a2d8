import rateLimit from '@fastify/rate-limit';
import underPressure from '@fastify/under-pressure';
import type { ApiApp } from './api.ts';
import { networksOf } from './client-address.ts';
import { sendRefusal } from './problems.ts';

const WINDOW_SECONDS = 60;
/** How many addresses are counted at once; the one seen longest ago is forgotten. */
const ADDRESSES = 20_000;

export class TooManyRequests extends Error {
  readonly retryAfterSeconds: number;
  constructor(retryAfterSeconds: number) {
    super('too many requests');
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * Refuses what this process cannot bear: requests of one address beyond `requestsPerMinute` (null: no such limit), and any
 * request while the event loop is seconds behind.
 */
export async function limitLoad(app: ApiApp, requestsPerMinute: number | null): Promise<void> {
  await app.register(underPressure, {
    maxEventLoopDelay: 2_000,
    maxHeapUsedBytes: 3 * 1024 ** 3,
    pressureHandler: (_request, reply) => void sendRefusal(reply, { code: 'overloaded' }),
  });
  if (requestsPerMinute === null) return;
  await app.register(rateLimit, {
    max: requestsPerMinute,
    timeWindow: WINDOW_SECONDS * 1_000,
    cache: ADDRESSES,
    keyGenerator: (request) => networksOf(request.ip).subscriber,
    global: false,
    enableDraftSpec: true,
    errorResponseBuilder: (_request, context) => new TooManyRequests(Math.ceil(context.ttl / 1_000)),
  });
  const count = app.rateLimit();
  // Before anything else looks at the request, so that refused and lost callers are counted too.
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.rateLimit !== false) await count.call(app, request, reply);
  });
  tellLimits(app);
}

/** The plugin speaks an early draft of RateLimit header fields; this is draft-ietf-httpapi-ratelimit-headers-10. */
function tellLimits(app: ApiApp): void {
  app.addHook('onSend', async (_request, reply, payload) => {
    const limit = reply.getHeader('ratelimit-limit');
    if (limit === undefined) return payload;
    const [left, seconds] = [reply.getHeader('ratelimit-remaining'), reply.getHeader('ratelimit-reset')];
    for (const name of ['limit', 'remaining', 'reset']) reply.removeHeader(`ratelimit-${name}`);
    reply.header('ratelimit-policy', `"address";q=${String(limit)};w=${WINDOW_SECONDS}`);
    reply.header('ratelimit', `"address";r=${String(left)};t=${String(seconds)}`);
    return payload;
  });
}
