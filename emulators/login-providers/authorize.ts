import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sendChoosePage, sendErrorPage, type ProviderLook } from './choose-page.ts';
import type { Grant, Grants, People } from './grants.ts';

export type Texts = Readonly<Record<string, string | undefined>>;

export type Authorization = {
  readonly path: string;
  readonly look: ProviderLook;
  readonly people: People;
  readonly grants: Grants;
  /** What the app asks for, or the sentence that the provider shows instead. */
  read(query: Texts): Omit<Grant, 'person'> | string;
  /** What goes back with the browser: with the code where somebody agreed, without where nobody did. */
  answer(query: Texts, code: string | undefined): Record<string, string>;
};

/** A page where a person agrees or not, and the way back to the shop. */
export function authorizeRoutes(app: FastifyInstance, authorization: Authorization): void {
  const { path, look, people, grants } = authorization;
  app.get(path, async (request, reply) => {
    const asked = authorization.read(textsOf(request.query));
    if (typeof asked === 'string') return sendErrorPage(reply, asked);
    const isEnglish = /^en/i.test(request.headers['accept-language'] ?? '');
    return sendChoosePage(reply, look, people.list(), isEnglish);
  });
  app.post(path, async (request, reply) => {
    const query = textsOf(request.query);
    const asked = authorization.read(query);
    if (typeof asked === 'string') return sendErrorPage(reply, asked);
    const chosen = textsOf(request.body)['person'] ?? '';
    const person = chosen === 'new' ? people.add() : people.find(chosen);
    const code = person && grants.issueCode({ ...asked, person });
    const back = new URL(asked.redirectUri);
    for (const [name, value] of Object.entries(authorization.answer(query, code)))
      back.searchParams.set(name, value);
    return reply.redirect(back.href, 303);
  });
}

/** The single texts of a query or a form. */
export function textsOf(values: unknown): Texts {
  return Object.fromEntries(
    Object.entries((values ?? {}) as Record<string, unknown>).filter(
      ([, value]) => typeof value === 'string',
    ),
  ) as Texts;
}

/** Everything that the shop sent, wherever it put it. */
export function allTextsOf(request: FastifyRequest): Texts {
  return { ...textsOf(request.query), ...textsOf(request.body) };
}
