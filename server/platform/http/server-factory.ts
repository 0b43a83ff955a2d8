import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { FastifyServerFactory } from 'fastify';
import { CLIENT_ADDRESS_HEADER, settleClientAddress } from './client-address.ts';
import { boundSockets, type Peers } from './gate/bound-sockets.ts';
import type { Gate } from './gate/gate.ts';
import { refuseRaw } from './gate/refuse-raw.ts';
import type { Hosts } from './host.ts';
import { isPlainPath } from './plain-path.ts';
import { tlsOptions, type TlsFiles } from './tls.ts';

/** The page handler that adapter-node builds. */
export type PageHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: Error) => void,
) => void;

/** Which header tells the pages whether they were asked for over http or https; set here, so nobody outside can. */
export const PROTOCOL_HEADER = 'x-ks-protocol';

/** What Fastify answers; all other addresses are pages. */
const API_PREFIXES = [
  ...['/api/', '/healthz', '/readyz', '/metrics', '/media/'],
  // What stands for services in a demo shop.
  ...['/sandbox-bank/', '/wechat-pay/', '/alipay/', '/union-pay/'],
];

export type ServerOptions = {
  readonly tls: TlsFiles | undefined;
  /** Whether the shop is reached by https from outside, be it that TLS ends here or before. */
  readonly isHttps: boolean;
  /** How many proxies stand before the shop. */
  readonly trustedProxies: number;
  /** By which names the shop is asked. */
  readonly hosts: Hosts;
  /** What every request passes first. */
  readonly gate: Gate;
  /** Undefined where peers are no visitors: behind proxies, and for generators of load. */
  readonly peers: Peers | undefined;
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
  pages: PageHandler | undefined,
  { tls, isHttps, trustedProxies, hosts, gate, peers }: ServerOptions,
): FastifyServerFactory {
  return (api): Server => {
    const listener: RequestListener = (request, response) => {
      settleClientAddress(request, trustedProxies);
      const misled = hosts.settle(request);
      if (isHttps) response.setHeader('strict-transport-security', STRICT_TRANSPORT);
      const { url = '/' } = request;
      const page = isApi(url) ? undefined : pages;
      // Else the gate would price, and the kept pages keep, another page than the one that is rendered.
      const refusal = misled ?? (page === undefined || isPlainPath(url) ? undefined : 'malformed');
      const address = String(request.headers[CLIENT_ADDRESS_HEADER]);
      if (!gate.admit(request, response, { address, isPage: page !== undefined })) return;
      if (refusal !== undefined) return refuseRaw(request, response, { code: refusal }, page !== undefined);
      if (page === undefined) return api(request, response);
      for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value);
      settleForPages(request, isHttps, hosts);
      return page(request, response, () => {
        response.statusCode = 404;
        response.end();
      });
    };
    const limits = {
      maxHeaderSize: 16 * 1024,
      requestTimeout: 30_000,
      keepAliveTimeout: 72_000,
      // Looked at by `hosts`, which says what is wrong.
      requireHostHeader: false,
    };
    const server =
      tls === undefined
        ? createServer(limits, listener)
        : createTlsServer({ ...limits, ...tlsOptions(tls) }, listener);
    boundSockets(server, peers);
    return server as Server;
  };
}

/**
 * SvelteKit takes a form whose Origin is the protocol and host it was told. Where the shop is asked past its proxy that is
 * another one than the browser's, so it gets what it compares with where ours is the right one, and what never fits else.
 */
function settleForPages(request: IncomingMessage, isHttps: boolean, hosts: Hosts): void {
  const { headers } = request;
  const protocol = isHttps ? 'https' : 'http';
  headers[PROTOCOL_HEADER] = protocol;
  if (headers.origin === undefined) return;
  headers.origin = hosts.isOwnOrigin(headers.origin, request)
    ? new URL(`${protocol}://${headers.host}`).origin
    : 'null';
}

function isApi(url: string): boolean {
  return API_PREFIXES.some((prefix) => url.startsWith(prefix));
}
