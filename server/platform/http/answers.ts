import type { FastifyReply } from 'fastify';
import { Type, type TSchema, type TUnsafe } from 'typebox';
import { wordsIn } from '../../kernel/language.ts';
import type { Fitting, ProblemSpec, Problems } from './problem.ts';
import { general, generalProblems, type GeneralCode } from './problems.ts';

export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.String(),
    traceId: Type.String(),
    errors: Type.Optional(
      Type.Array(
        Type.Object(
          { path: Type.String(), code: Type.String(), message: Type.String() },
          { additionalProperties: false },
        ),
      ),
    ),
  },
  { additionalProperties: true, description: 'RFC 9457 problem details; `code` is stable.' },
);

/** What every route can answer. */
const ALWAYS = general(
  'malformed',
  'unknown_field',
  'too_large',
  'wrong_media_type',
  'too_many_requests',
  'overloaded',
  'database_unavailable',
  'shop_closed',
);

/** A status that belongs to refusals, to the compiler: no body fits it, so that it is only answered by `sendRefusal`. */
type RefusingStatus<Entries> = TUnsafe<never> & { readonly '~refusals': Entries };
type Joined<Catalogues extends readonly Problems[]> = (
  Catalogues[number] extends infer One ? (One extends Problems ? (one: One) => void : never) : never
) extends (all: infer All) => void
  ? All
  : never;
type Answers<Good, Entries> = Good & {
  readonly [
    Status in Exclude<
      Entries[keyof Entries] extends { readonly status: infer In extends number } ? In : never,
      keyof Good
    >
  ]: RefusingStatus<Entries>;
};

/** The entries of a route, by the schemas that it answers by. */
const entriesOf = new WeakMap<object, Problems>();

/**
 * The `response` schemas of a route: its answers, and for each refusal that it declares the problem document under its
 * status. What every route can answer (malformed, too large, overloaded …) is added by itself.
 */
export function answers<
  const Good extends Record<number, TSchema>,
  const Declared extends readonly Problems[],
>(good: Good, ...declared: Declared): Answers<Good, Joined<[...Declared, typeof ALWAYS]>> {
  const entries: Problems = Object.assign({}, ...declared, ALWAYS);
  const byStatus = Map.groupBy(Object.entries(entries), ([, { status }]) => status);
  const refusals = [...byStatus].map(([status, of]) => [
    status,
    {
      content: { 'application/problem+json': { schema: Problem } },
      description: of.map(([code]) => `\`${code}\``).join(', '),
    },
  ]);
  const schemas = { ...good, ...Object.fromEntries(refusals) };
  entriesOf.set(schemas, entries);
  return schemas;
}

/** The reply of a route, as far as it says what the route answers. */
type ReplyBy<Response> = {
  readonly routeOptions: { readonly schema?: { readonly response?: Response } };
};
type EntriesIn<Response> =
  Response extends Record<number, unknown>
    ? Response[keyof Response] extends infer Answer
      ? Answer extends { readonly '~refusals': infer Entries }
        ? Entries
        : never
      : never
    : never;
/** None, where the route says nothing: without the brackets, nothing would be taken for anything. */
type DeclaredIn<Response> = [EntriesIn<Response>] extends [never] ? object : EntriesIn<Response>;

/**
 * Answers a refusal as RFC 9457 problem+json, in the language of the request, with the facts it carries. Only compiles where
 * the route declares every code that the refusal may have, with these facts.
 */
export function sendRefusal<Response, const Refused extends { readonly code: string }>(
  reply: ReplyBy<Response>,
  refusal: Refused & Fitting<Refused, DeclaredIn<Response>>,
): FastifyReply {
  const response = reply.routeOptions.schema?.response as object | undefined;
  const entry = response && entriesOf.get(response)?.[refusal.code];
  if (entry === undefined) throw new Error(`the route does not declare the refusal ${refusal.code}`);
  return sendProblem(reply as unknown as FastifyReply, entry, refusal);
}

/** Answers a refusal that any request can meet, before its route has been reached or without one. */
export function sendGeneralRefusal<const Refused extends { readonly code: GeneralCode }>(
  reply: FastifyReply,
  refusal: Refused & Fitting<Refused, typeof generalProblems>,
): FastifyReply {
  return sendProblem(reply, generalProblems[refusal.code], refusal);
}

function sendProblem(
  reply: FastifyReply,
  entry: ProblemSpec,
  refusal: { readonly code: string; readonly retryAfterSeconds?: unknown },
): FastifyReply {
  const { code, ...facts } = refusal;
  const language = reply.request.language ?? 'zh-CN';
  const detail = typeof entry.detail === 'function' ? entry.detail(facts) : entry.detail;
  if (typeof facts.retryAfterSeconds === 'number')
    reply.header('retry-after', String(facts.retryAfterSeconds));
  else if (entry.status === 503) reply.header('retry-after', '2');
  return reply
    .code(entry.status)
    .type('application/problem+json; charset=utf-8')
    .send({
      type: `/api/docs/problems#${code}`,
      title: wordsIn(entry.title, language),
      status: entry.status,
      code,
      detail: wordsIn(detail, language),
      traceId: reply.request.id,
      ...facts,
    });
}
