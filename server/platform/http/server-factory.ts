import { readFileSync } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { FastifyServerFactory } from 'fastify';
import { settleClientAddress } from './client-address.ts';

/** The page handler that adapter-node builds. */
export type PageHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: Error) => void,
) => void;

/** Which header tells the pages whether they were asked for over http or https; set here, so nobody outside can. */
export const PROTOCOL_HEADER = 'x-ks-protocol';

/** What Fastify answers; all other addresses are pages. */
const API_PREFIXES = ['/api/', '/healthz', '/readyz', '/metrics', '/media/', '/sandbox-bank/'];

export type PageOptions = {
  readonly handler: PageHandler;
  /** Called before each page, to hand over what the pages work with. */
  prepare(request: IncomingMessage): void;
};

export type ServerOptions = {
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  /** Whether the shop is reached by https from outside, be it that TLS ends here or before. */
  readonly isHttps: boolean;
  /** How many proxies stand before the shop. */
  readonly trustedProxies: number;
};

/** What every file and page carries, also those that no hook of the pages sees (scripts, pictures, the last error page). */
const PAGE_HEADERS = { 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' } as const;
/**
 * A browser that was here once comes only by https for a year. Other names under the same domain are not spoken for.
 * What is asked by http all the same (a proxy that does not redirect) ignores it.
 */
const STRICT_TRANSPORT = 'max-age=31536000';

/**
 * One server for API and pages. Pages bypass Fastify: they parse their own bodies and have their own limits. Undefined
 * pages: only the API is served.
 */
export function makeServerFactory(
  pages: () => PageOptions | undefined,
  { tls, isHttps, trustedProxies }: ServerOptions,
): FastifyServerFactory {
  return (api): Server => {
    const listener: RequestListener = (request, response) => {
      settleClientAddress(request, trustedProxies);
      if (isHttps) response.setHeader('strict-transport-security', STRICT_TRANSPORT);
      const options = isApi(request.url ?? '/') ? undefined : pages();
      if (options === undefined) return api(request, response);
      options.prepare(request);
      for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value);
      request.headers[PROTOCOL_HEADER] = isHttps ? 'https' : 'http';
      return options.handler(request, response, () => {
        response.statusCode = 404;
        response.end();
      });
    };
    const limits = { maxHeaderSize: 16 * 1024, requestTimeout: 30_000, keepAliveTimeout: 72_000 };
    if (tls === undefined) return createServer(limits, listener);
    const files = { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) };
    return createTlsServer({ ...limits, ...files }, listener) as unknown as Server;
  };
}

function isApi(url: string): boolean {
  return API_PREFIXES.some((prefix) => url.startsWith(prefix));
}
