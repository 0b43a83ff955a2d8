import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiKeyId, StaffId } from '../../kernel/actor.ts';
import type { ShopCookies } from '../../kernel/cookies.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import type { Permission } from '../../kernel/permission.ts';
import { isPrefetch } from '../../kernel/prefetch.ts';
import { readCookie } from './cookies.ts';
import { credentialOf, type Credential } from './credentials.ts';
import { sendGeneralRefusal } from './answers.ts';

/** What the http layer must know of a signed-in caller; the identity module's session has more. */
export type CallerSession = { readonly sessionId: string; readonly customerId: CustomerId };

/** The same of somebody of the staff; the staff module's session has more. */
export type StaffCaller = {
  readonly sessionId: string;
  readonly staffId: StaffId;
  readonly permissions: ReadonlySet<Permission>;
  /** Where it is a program with a key that they have made; `sessionId` is that key then. */
  readonly keyId?: ApiKeyId;
};

/**
 * Who may call a route. Every route says so; one that does not is refused when the program starts.
 * - `public`: anyone.
 * - `customer?`: anyone, and the route is told who, where a customer has signed in.
 * - `customer`: a signed-in customer.
 * - `gateway`: an outside service that proves itself by its signature, which the route verifies.
 * - `staff`: somebody of the staff who has signed in, about what is their own. No key opens it, but where the route says `forKeys`.
 * - `{ staff }`: the same, with this permission; also a program with a key that has it.
 */
export type Access = 'public' | 'customer?' | 'customer' | 'gateway' | 'staff' | StaffAccess;
type StaffAccess = { readonly staff: Permission };

/** An access in a word or two, for the documents; the pages have kinds of their own beside these. */
export function nameAccess(access: string | StaffAccess): string {
  return typeof access === 'string' ? access : `staff ${access.staff}`;
}

/** What a route said when it was registered. */
export type SaidAccess = {
  readonly method: string;
  readonly path: string;
  readonly access: Access;
  readonly forKeys?: boolean;
};

declare module 'fastify' {
  interface FastifyInstance {
    /** Who may call each route, also of those that the OpenAPI document leaves out. */
    saidAccess: readonly SaidAccess[];
  }
  interface FastifyContextConfig {
    access?: Access;
    /** Of a route for `staff`: that keys open it, too, since it looks itself what each caller may see. */
    forKeys?: boolean;
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
    staff: StaffCaller | undefined;
  }
}

export type AccessOptions = {
  readonly cookies: ShopCookies;
  /** The session of a token, or undefined where it is unknown, ended or expired. */
  findSession(token: string, clientAddress: string): Promise<CallerSession | undefined>;
  /** The same for the tokens of the staff, and for keys, which only a header may bring. */
  findStaff(
    credential: Credential & { readonly token: string },
    clientAddress: string,
  ): Promise<StaffCaller | undefined>;
  /** Takes a request from what a key may ask for; undefined where it may be done, else the seconds to wait. */
  chargeKey?(keyId: ApiKeyId): number | undefined;
  /** Whether customers are served; left out where they always are. */
  isOpen?(): boolean;
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
  app.decorateRequest('staff', undefined);
  app.addHook('onRoute', (route) => {
    if (route.method === 'HEAD' || route.method === 'OPTIONS') return;
    if (BROUGHT_ALONG.some((prefix) => route.url.startsWith(prefix))) {
      route.config = { ...route.config, access: 'public' };
    }
    const access = route.config?.access;
    if (access === undefined)
      throw new Error(`${String(route.method)} ${route.url} does not say who may call it`);
    const methods = [route.method].flat().filter((method) => method !== 'HEAD');
    const forKeys = route.config?.forKeys === true;
    said.push(...methods.map((method) => ({ method, path: route.url, access, forKeys })));
  });
  app.addHook('onRequest', async (request, reply) => checkAccess(request, reply, options));
  app.addHook('preHandler', async (request, reply) => checkStaffAgain(request, reply, options));
}

/**
 * A body may take half a minute to come, and whoever was let in when it began may have been put out since: what changes
 * something asks again when all of it is there.
 */
async function checkStaffAgain(
  request: FastifyRequest,
  reply: FastifyReply,
  options: AccessOptions,
): Promise<FastifyReply | undefined> {
  const { access } = request.routeOptions.config;
  if (request.staff === undefined || access === undefined || !CHANGES.has(request.method)) return undefined;
  if (access !== 'staff' && typeof access !== 'object') return undefined;
  const credential = credentialOf(request, options.cookies.staff);
  const refusal = await refuseStaff(request, access, credential, options);
  return refusal && sendGeneralRefusal(reply, refusal);
}

async function checkAccess(
  request: FastifyRequest,
  reply: FastifyReply,
  options: AccessOptions,
): Promise<FastifyReply | undefined> {
  const { access, changesOnGet } = request.routeOptions.config;
  if (access === undefined || access === 'gateway') return undefined;
  // What to say and not the reply: a reply that is waited for is `undefined` as soon as it was sent.
  const refusal = await refuseCaller(request, access, options);
  if (refusal !== undefined) return sendGeneralRefusal(reply, refusal);
  const wait = request.staff?.keyId && options.chargeKey?.(request.staff.keyId);
  if (wait !== undefined)
    return sendGeneralRefusal(reply, { code: 'too_many_requests', retryAfterSeconds: wait });
  return changesOnGet === true ? answerUnmeant(request, reply) : undefined;
}

/**
 * What a shop that is not open answers all the same: its staff, the key by which their pages seal passwords too, its texts of
 * law, and what the program says of itself.
 */
const ALWAYS_OPEN = /^\/api\/v1\/(?:staff\/|policies$|auth\/password-key$)|^\/(?!api\/v1\/)/;

type CallerRefusal =
  | { readonly code: 'bad_origin' | 'no_session' | 'shop_closed' }
  | { readonly code: 'not_permitted'; readonly permission: Permission };

async function refuseCaller(
  request: FastifyRequest,
  access: Exclude<Access, 'gateway'>,
  options: AccessOptions,
): Promise<CallerRefusal | undefined> {
  if (options.isOpen?.() === false && !ALWAYS_OPEN.test(request.routeOptions.url ?? ''))
    return { code: 'shop_closed' };
  const isOfStaff = typeof access === 'object' || access === 'staff';
  const credential = credentialOf(request, options.cookies[isOfStaff ? 'staff' : 'session']);
  // Only our own pages may make a browser change something.
  if (CHANGES.has(request.method) && credential?.by !== 'header' && isByStranger(request, options))
    return { code: 'bad_origin' };
  if (access === 'public') return undefined;
  if (isOfStaff) return refuseStaff(request, access, credential, options);
  const token = credential?.token;
  request.caller = token === undefined ? undefined : await options.findSession(token, request.ip);
  return request.caller === undefined && access === 'customer' ? { code: 'no_session' } : undefined;
}

async function refuseStaff(
  request: FastifyRequest,
  access: 'staff' | StaffAccess,
  credential: Credential | undefined,
  { findStaff }: AccessOptions,
): Promise<CallerRefusal | undefined> {
  const token = credential?.token;
  const staff = token === undefined ? undefined : await findStaff({ ...credential!, token }, request.ip);
  const isClosedToKeys = access === 'staff' && request.routeOptions.config.forKeys !== true;
  if (staff === undefined || (isClosedToKeys && staff.keyId !== undefined)) return { code: 'no_session' };
  if (access !== 'staff' && !staff.permissions.has(access.staff))
    return { code: 'not_permitted', permission: access.staff };
  request.staff = staff;
  return undefined;
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

/** Who of the staff asks, on a route for them. */
export function staffOf<Session extends StaffCaller = StaffCaller>(
  request: Pick<FastifyRequest, 'staff'>,
): Session {
  if (request.staff === undefined) throw new Error('only a route for staff knows who of them asks');
  return request.staff as Session;
}
