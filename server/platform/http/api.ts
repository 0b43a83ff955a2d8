import cookie from '@fastify/cookie';
import type {} from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerFactory,
  type FastifyTypeProvider,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
} from 'fastify';
import { randomUUID } from 'node:crypto';
import { wordsIn } from '../../kernel/language.ts';
import { chooseLanguage } from '../../kernel/negotiate.ts';
import { isUnavailable, sqlState } from '../database.ts';
import { answerBrokenRequest } from './answer-broken-request.ts';
import { sendGeneralRefusal } from './answers.ts';
import { API_BODY_BYTES } from './body-limits.ts';
import { guardRoutes, type AccessOptions } from './access.ts';
import { measureLoad } from './measure-load.ts';
import { internalProblem, type GeneralCode } from './problems.ts';
import { compileValidator, InvalidRequest } from './validation.ts';

/** What may be sent for a schema: nobody changes an answer, so that what is `readonly` fits. */
export type Sendable<Body> = Body extends readonly (infer Item)[]
  ? readonly Sendable<Item>[]
  : Body extends object
    ? { readonly [Key in keyof Body]: Sendable<Body[Key]> }
    : Body;

type TypesBy<Schema> = TypeBoxTypeProvider & { readonly schema: Schema };

/** Requests and answers have the types of their schemas. */
interface ApiTypes extends FastifyTypeProvider {
  readonly validator: TypesBy<this['schema']>['validator'];
  readonly serializer: Sendable<TypesBy<this['schema']>['serializer']>;
}

/** The server that modules add their routes to. */
export type ApiApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ApiTypes
>;

export type ApiOptions = AccessOptions & {
  log: FastifyBaseLogger;
  /** Takes points of work from an address's budget; undefined where it may be done, else the seconds to wait. */
  charge?(address: string, points: number): number | undefined;
  /** Takes points for work that was for nothing. */
  fine?(address: string, points: number): void;
  /** Takes the requests of pages before Fastify sees them, and settles the client's address of all of them. */
  serverFactory?: FastifyServerFactory;
};

/** What every answer of the API carries: it is data, never to be drawn, framed or guessed at. */
const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
};

/** A server with the manners of the API: problem+json for every refusal, limits, deny by default. */
export async function createApi(options: ApiOptions): Promise<ApiApp> {
  const app: ApiApp = Fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: API_BODY_BYTES,
    genReqId: () => randomUUID(),
    // The header holds what our own listener has written there (client-address.ts); without it nobody is believed.
    trustProxy: options.serverFactory === undefined ? false : (_address, hop) => hop === 0,
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    clientErrorHandler: answerBrokenRequest,
    return503OnClosing: true,
    frameworkErrors: (error, request, reply) =>
      void answerFault(error, request as FastifyRequest, reply as FastifyReply),
    routerOptions: { maxParamLength: 500 },
    ...(options.serverFactory === undefined ? {} : { serverFactory: options.serverFactory }),
  }).withTypeProvider<ApiTypes>();
  app.setValidatorCompiler(compileValidator);
  // No route takes text, and a body that was taken as such would be called malformed.
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler((error: FastifyError, request, reply) => answerFault(error, request, reply));
  app.decorateRequest('language', 'zh-CN');
  app.decorateReply('wasForNothing', false);
  app.addHook('onRequest', async (request, reply) => {
    request.language = chooseLanguage(request.headers['accept-language']);
    reply.headers(SECURITY_HEADERS);
  });
  parseJson(app);
  await app.register(cookie);
  await measureLoad(app);
  app.setNotFoundHandler((_request, reply) => sendGeneralRefusal(reply, { code: 'not_found' }));
  guardRoutes(app as unknown as FastifyInstance, options);
  chargeForWork(app, options);
  return app;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Points of work beside the one that every request takes, where the route is dearer than most. */
    cost?: number | ((request: FastifyRequest) => number);
  }
  interface FastifyReply {
    /** Set by a route for gateways that refuses with 200, as some of them do: its work was for nothing all the same. */
    wasForNothing: boolean;
  }
}

/** Checking a signature, for nothing. */
const FORGED = 50;

/**
 * The gate has taken a point for each request; here is taken what only the route, or its body, tells of. Routes that cost
 * no more than any have no hook for it.
 */
function chargeForWork(app: ApiApp, { charge, fine }: ApiOptions): void {
  app.addHook('onRoute', (route) => {
    const { cost, access } = route.config ?? {};
    if (cost !== undefined && charge !== undefined) {
      route.preHandler = async (request, reply) => {
        const points = typeof cost === 'number' ? cost : cost(request as FastifyRequest);
        const wait = charge(request.ip, points);
        if (wait !== undefined)
          return sendGeneralRefusal(reply as FastifyReply, {
            code: 'too_many_requests',
            retryAfterSeconds: wait,
          });
      };
    }
    if (access === 'gateway') {
      route.onResponse = async (request, reply) => {
        if (reply.statusCode >= 400 || reply.wasForNothing) fine?.(request.ip, FORGED);
      };
    }
  });
}

/** Escapes that can stand for what no database can store: a NUL, half of a surrogate pair. */
const SUSPICIOUS_ESCAPE = /\\u(?:0000|d[89a-f])/i;

/** JSON bodies. A DELETE or a POST without a body may still say that it is JSON; text must be well-formed Unicode. */
function parseJson(app: ApiApp): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = body as string;
    if (text.length === 0) return done(null, undefined);
    return parse(request, text, (error, value) => {
      if (error === null && SUSPICIOUS_ESCAPE.test(text) && !isStorable(value)) {
        return done(
          new InvalidRequest(
            [
              {
                instancePath: '',
                keyword: 'unicode',
                params: {},
                schemaPath: '',
                message: 'holds a NUL or half of a surrogate pair',
              },
            ],
            'body',
          ),
        );
      }
      return done(error, value);
    });
  });
}

function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, inner]) => isStorable(key) && isStorable(inner));
}

/** Turns what was thrown into an answer: a refusal where the caller caused it, else a 500 that says nothing of our inside. */
function answerFault(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof InvalidRequest)
    return sendGeneralRefusal(reply, { code: error.code, errors: error.errors });
  const code = refusalOf(error);
  if (code === 'range_not_satisfiable') reply.header('content-range', lengthOf(error));
  if (code === 'too_many_requests') return sendGeneralRefusal(reply, { code, retryAfterSeconds: 60 });
  if (code !== undefined) return sendGeneralRefusal(reply, { code });
  request.log.error(
    { err: error, traceId: request.id, route: request.routeOptions?.url },
    'a request failed',
  );
  return reply
    .code(internalProblem.status)
    .type('application/problem+json; charset=utf-8')
    .send({
      type: '/api/docs/problems#internal',
      title: wordsIn(internalProblem.title, request.language),
      status: internalProblem.status,
      code: 'internal',
      detail: wordsIn(internalProblem.detail, request.language),
      traceId: request.id,
    });
}

function refusalOf(
  error: FastifyError,
): Exclude<GeneralCode, 'not_permitted' | 'upload_quota_used'> | undefined {
  if (isUnavailable(error)) return 'database_unavailable';
  // Text that PostgreSQL cannot store (a NUL, a lone surrogate) is the caller's mistake, not ours.
  if (sqlState(error) === '22021' || sqlState(error) === '22P05') return 'malformed';
  switch (error.statusCode) {
    case 400:
      return 'malformed';
    // Of files: what lies outside of their folder is as little there as what is not in it.
    case 403:
    case 404:
      return 'not_found';
    case 412:
      return 'precondition_failed';
    case 413:
      return 'too_large';
    case 414:
      return 'uri_too_long';
    case 415:
      return 'wrong_media_type';
    case 416:
      return 'range_not_satisfiable';
    case 429:
      return 'too_many_requests';
    case 503:
      return 'overloaded';
    default:
      return undefined;
  }
}

/** The length of the file of which another part was asked for, as the header tells it. */
function lengthOf(error: FastifyError): string {
  return (error as { headers?: { 'Content-Range'?: string } }).headers?.['Content-Range'] ?? 'bytes */*';
}
