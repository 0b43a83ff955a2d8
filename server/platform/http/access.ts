import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ShopCookies } from '../../kernel/cookies.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import { isPrefetch } from '../../kernel/prefetch.ts';
import { readCookie } from './cookies.ts';
import { credentialOf } from './credentials.ts';
import { sendGeneralRefusal } from './answers.ts';

/** What the http layer must know of a signed-in caller; the identity module's session has more. */
export type CallerSession = { readonly sessionId: string; readonly customerId: CustomerId };

/**
 * Who may call a route. Every route says so; one that does not is refused when the program starts.
 * - `public`: anyone.
 * - `customer?`: anyone, and the route is told who, where a customer has signed in.
 * - `customer`: a signed-in customer.
 * - `gateway`: an outside service that proves itself by its signature, which the route verifies.
 */
export type Access = 'public' | 'customer?' | 'customer' | 'gateway';

/** What a route said when it was registered. */
export type SaidAccess = { readonly method: string; readonly path: string; readonly access: Access };

declare module 'fastify' {
  interface FastifyInstance {
    /** Who may call each route, also of those that the OpenAPI document leaves out. */
    saidAccess: readonly SaidAccess[];
  }
  interface FastifyContextConfig {
    access?: Access;
    /**
     * A GET that changes something, or that never ends: only a GET that is meant comes as far as the route. HEAD is answered
     * by an empty 200, and what a browser fetches ahead by `not_ahead`, upon which it asks again when it is meant.
     */
    changesOnGet?: boolean;
    /** What is done by the route that needs a proof of who is there; its use case asks for the proof. */
    act?: string;
  }
  interface FastifyRequest {
    language: Language;
    caller: CallerSession | undefined;
  }
}

export type AccessOptions = {
  readonly cookies: ShopCookies;
  /** The session of a token, or undefined where it is unknown, ended or expired. */
  findSession(token: string, clientAddress: string): Promise<CallerSession | undefined>;
  /** Whether an Origin header's value is one of the shop's own. */
  isOwnOrigin(origin: string, request: FastifyRequest): boolean;
};

/** Routes that packages bring along, for anyone to read: the browsable documentation, pictures. */
const BROUGHT_ALONG = ['/api/docs', '/media/'];

const CHANGES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Denies by default: a route without `config.access` cannot be registered, and `customer` routes need a session. */
export function guardRoutes(app: FastifyInstance, options: AccessOptions): void {
  const said: SaidAccess[] = [];
  app.decorate('saidAccess', said);
  app.decorateRequest('caller', undefined);
  app.addHook('onRoute', (route) => {
    if (route.method === 'HEAD' || route.method === 'OPTIONS') return;
    if (BROUGHT_ALONG.some((prefix) => route.url.startsWith(prefix))) {
      route.config = { ...route.config, access: 'public' };
    }
    const access = route.config?.access;
    if (access === undefined)
      throw new Error(`${String(route.method)} ${route.url} does not say who may call it`);
    const methods = [route.method].flat().filter((method) => method !== 'HEAD');
    said.push(...methods.map((method) => ({ method, path: route.url, access })));
  });
  app.addHook('onRequest', async (request, reply) => checkAccess(request, reply, options));
}

async function checkAccess(
  request: FastifyRequest,
  reply: FastifyReply,
  options: AccessOptions,
): Promise<FastifyReply | undefined> {
  const { access, changesOnGet } = request.routeOptions.config;
  if (access === undefined || access === 'gateway') return undefined;
  const refusal = await refuseCaller(request, reply, access, options);
  return refusal ?? (changesOnGet === true ? answerUnmeant(request, reply) : undefined);
}

async function refuseCaller(
  request: FastifyRequest,
  reply: FastifyReply,
  access: Exclude<Access, 'gateway'>,
  options: AccessOptions,
): Promise<FastifyReply | undefined> {
  const credential = credentialOf(request, options.cookies);
  // Only our own pages may make a browser change something.
  if (CHANGES.has(request.method) && credential?.by !== 'header' && isByStranger(request, options))
    return sendGeneralRefusal(reply, { code: 'bad_origin' });
  if (access === 'public') return undefined;
  const token = credential?.token;
  request.caller = token === undefined ? undefined : await options.findSession(token, request.ip);
  const isMissing = request.caller === undefined && access === 'customer';
  return isMissing ? sendGeneralRefusal(reply, { code: 'no_session' }) : undefined;
}

/**
 * Whether something of ours came along from a browser, and not from a page of ours. Any cookie counts, not the session alone:
 * one tells of a device, another of a sign-in that is half done.
 */
function isByStranger(request: FastifyRequest, { cookies, isOwnOrigin }: AccessOptions): boolean {
  const { origin } = request.headers;
  if (origin !== undefined && isOwnOrigin(origin, request)) return false;
  return Object.values(cookies).some((cookie) => readCookie(request, cookie) !== undefined);
}

function answerUnmeant(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
  if (request.method === 'HEAD') return reply.code(200).send();
  const isAhead = isPrefetch((name) => request.headers[name]);
  return isAhead ? sendGeneralRefusal(reply, { code: 'not_ahead' }) : undefined;
}

/** The session of a request to a `customer` route. */
export function sessionOf<Session extends CallerSession = CallerSession>(
  request: Pick<FastifyRequest, 'caller'>,
): Session {
  if (request.caller === undefined) throw new Error('only a route for customers has a session');
  return request.caller as Session;
}

/** The session of a request to a `customer?` route, where there is one. */
export function sessionIfAny<Session extends CallerSession = CallerSession>(
  request: FastifyRequest,
): Session | undefined {
  return request.caller as Session | undefined;
}

/** Who asks, on a `customer` route. */
export function customerOf(request: Pick<FastifyRequest, 'caller'>): CustomerId {
  return sessionOf(request).customerId;
}
