import type { FastifyBaseLogger } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { CLIENT_ADDRESS_HEADER } from './platform/http/client-address.ts';
import { makeVisit, type VisitParts } from './platform/http/gate/visit.ts';
import type { PageHandler } from './platform/http/server-factory.ts';
import { inLane } from './platform/lanes.ts';
import type { Shop } from './shop.ts';

export type PageParts = VisitParts & {
  /** What adapter-node has built. */
  readonly handler: PageHandler;
  readonly shop: Shop;
  readonly log: FastifyBaseLogger;
};

/** Answers a public page that is kept, or lets the pages answer, with all they work with. */
export function servePages({ handler, shop, log, ...parts }: PageParts): PageHandler {
  return (request, response, next) => {
    const key = parts.keptPages.keyOf(request);
    if (key !== undefined && parts.keptPages.answer(key, request, response)) return;
    const { method = 'GET', headers } = request;
    const address = String(headers[CLIENT_ADDRESS_HEADER]);
    const visit = makeVisit(parts, { address, method, headers, key });
    Object.assign(request as IncomingMessage & { shop?: unknown }, { shop, log, visit });
    inLane('pages', () => handler(request, response, next));
  };
}
