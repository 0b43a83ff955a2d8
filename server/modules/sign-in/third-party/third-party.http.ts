import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { sessionIfAny, sessionOf } from '../../../platform/http/access.ts';
import type { ApiApp } from '../../../platform/http/api.ts';
import { dropCookie, keepCookie, readCookie, type CookieSettings } from '../../../platform/http/cookies.ts';
import { answers, sendRefusal } from '../../../platform/http/answers.ts';
import { refusalsOf } from '../../../platform/http/problem.ts';
import { general } from '../../../platform/http/problems.ts';
import { typedText } from '../../../platform/http/typed-text.ts';
import { accountProblems, consentProblems } from '../../customers/index.ts';
import { signInProblems } from '../sign-in.problems.ts';
import { arrivalOf, attempterOf } from '../devices/arrival.http.ts';
import type { Session } from '../way-in.ts';
import { sendSession, SignedInSchema } from '../sessions/send-session.ts';
import { PROVIDER_NAMES } from './login-provider.ts';
import { thirdPartyProblems } from './third-party.problems.ts';
import type { LoginFinished, ThirdPartyLogins } from './third-party.ts';

const closed = { additionalProperties: false };

const Name = Type.Object({ name: Type.String({ maxLength: 20 }) });
/** Longer than any provider's, short enough for a log that shows addresses. */
const Text = Type.String({ maxLength: 1000 });
const Moment = Type.String({ format: 'date-time' });

export type ThirdPartyRoutes = ThirdPartyLogins & CookieSettings;

/** Signing in by WeChat, QQ and Alipay. */
export function thirdPartyRoutes(app: ApiApp, logins: ThirdPartyRoutes): void {
  startRoutes(app, logins);
  callbackRoute(app, logins);
  completionRoute(app, logins);
  linkedRoutes(app, logins);
}

const userAgentOf = (request: FastifyRequest): string => request.headers['user-agent'] ?? '';

function startRoutes(app: ApiApp, logins: ThirdPartyRoutes): void {
  app.get(
    '/auth/providers',
    {
      schema: {
        summary: 'Whose accounts one can sign in by, in this browser',
        response: answers({ 200: Type.Object({ items: Type.Array(Type.Enum([...PROVIDER_NAMES])) }) }),
      },
      config: { access: 'public' },
    },
    async (request, reply) => reply.send({ items: [...logins.loginProviders(userAgentOf(request))] }),
  );
  app.post(
    '/auth/providers/:name/starts',
    {
      schema: {
        summary:
          "Begin to sign in by a provider, or to link one: answers its page, and sets the browser's cookie",
        description:
          'Linking needs a session by cookie, since the browser comes back with it, and a fresh proof.',
        params: Name,
        body: Type.Object(
          { intent: Type.Enum(['sign-in', 'link']), next: Type.Optional(Type.String({ maxLength: 500 })) },
          closed,
        ),
        response: answers(
          { 201: Type.Object({ url: Type.String() }) },
          general('no_session', 'bad_origin'),
          refusalsOf(signInProblems, 'step_up_required', 'too_many_tries'),
          refusalsOf(thirdPartyProblems, 'login_provider_unknown', 'login_provider_taken'),
        ),
      },
      config: { access: 'customer?', act: 'link_login' },
    },
    async (request, reply) => {
      const { intent, next } = request.body;
      const outcome = await logins.startLogin({
        provider: request.params.name,
        intent,
        next,
        browserToken: readCookie(request, logins.cookies.loginState),
        session: intent === 'link' ? sessionIfAny<Session>(request) : undefined,
        ...attempterOf(request, reply, logins),
        userAgent: userAgentOf(request),
      });
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      const { url, browserToken } = outcome.value;
      keepCookie(reply, logins.cookies.loginState, browserToken);
      return reply.code(201).send({ url });
    },
  );
}

function callbackRoute(app: ApiApp, logins: ThirdPartyRoutes): void {
  app.get(
    '/auth/providers/:name/callback',
    {
      schema: {
        summary: 'Where a provider sends the browser back to; leads on to a page',
        description: 'A refusal is told on the page, whose address names its code.',
        params: Name,
        querystring: Type.Object({
          state: Type.Optional(Text),
          code: Type.Optional(Text),
          auth_code: Type.Optional(
            Type.String({ maxLength: 1000, description: "Alipay's word for the code." }),
          ),
        }),
        response: answers(
          { 303: Type.Null() },
          refusalsOf(thirdPartyProblems, 'login_provider_unknown'),
          general('not_ahead'),
        ),
      },
      config: { access: 'customer?', changesOnGet: true },
    },
    async (request, reply) => {
      const { name: provider } = request.params;
      if (!PROVIDER_NAMES.some((known) => known === provider))
        return sendRefusal(reply, { code: 'login_provider_unknown' });
      const { state, code, auth_code: authCode } = request.query;
      const outcome = await logins.finishLogin({
        provider,
        state,
        code: provider === 'alipay' ? authCode : code,
        browserToken: readCookie(request, logins.cookies.loginState),
        session: sessionIfAny<Session>(request),
        ...arrivalOf(request, reply, logins),
      });
      if (outcome.ok) return reply.redirect(arrive(reply, logins, outcome.value), 303);
      const { code: told, intent, next } = outcome.error;
      const refused: keyof typeof thirdPartyProblems | 'account_deactivated' = told;
      const query = new URLSearchParams({ refused, provider });
      if (intent === 'link') return reply.redirect(`/account/logins?${query}`, 303);
      if (next !== undefined) query.set('next', next);
      return reply.redirect(`/login?${query}`, 303);
    },
  );
}

/** Gives the browser what it has won, and answers the page to go on to. */
function arrive(reply: FastifyReply, logins: ThirdPartyRoutes, finished: LoginFinished): string {
  switch (finished.type) {
    case 'signed-in':
      keepCookie(reply, logins.cookies.session, finished.signedIn.token);
      return `/login/arrived?${new URLSearchParams({ next: finished.next })}`;
    case 'phone-needed':
      keepCookie(reply, logins.cookies.loginLink, finished.pendingToken);
      return '/login/link';
    case 'linked':
      return finished.next;
  }
}

function completionRoute(app: ApiApp, logins: ThirdPartyRoutes): void {
  const ConsentSchema = Type.Object(
    { terms: Type.Boolean(), privacy: Type.Boolean(), version: Type.String({ maxLength: 40 }) },
    closed,
  );
  app.post(
    '/auth/links',
    {
      schema: {
        summary: 'Prove a phone once, sign in, and link the account that came from a provider',
        description: 'For the browser that came back from the provider, by its cookie.',
        body: Type.Object(
          {
            phone: typedText('phone', { maxLength: 40, examples: ['13800138000'] }),
            code: Type.String({ maxLength: 40 }),
            consent: ConsentSchema,
            work: Type.Optional(
              Type.String({
                maxLength: 4000,
                description: 'As for signing in: the `puzzle` of `work_required`, solved.',
              }),
            ),
          },
          closed,
        ),
        response: answers(
          { 201: SignedInSchema },
          general('bad_origin'),
          refusalsOf(
            thirdPartyProblems,
            'login_link_expired',
            'login_linked_elsewhere',
            'login_provider_taken',
          ),
          refusalsOf(
            signInProblems,
            'phone_invalid',
            'code_wrong',
            'code_expired',
            'too_many_tries',
            'work_required',
          ),
          refusalsOf(accountProblems, 'account_deactivated'),
          refusalsOf(consentProblems, 'consent_required'),
        ),
      },
      config: { access: 'public' },
    },
    async (request, reply) => {
      const outcome = await logins.completeLink({
        ...request.body,
        pendingToken: readCookie(request, logins.cookies.loginLink),
        ...arrivalOf(request, reply, logins),
      });
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      dropCookie(reply, logins.cookies.loginLink);
      return sendSession(reply, logins, outcome.value);
    },
  );
}

function linkedRoutes(app: ApiApp, logins: ThirdPartyRoutes): void {
  app.get(
    '/me/logins',
    {
      schema: {
        summary: 'The accounts elsewhere that I can sign in by',
        response: answers(
          {
            200: Type.Object({
              items: Type.Array(
                Type.Object({
                  provider: Type.Enum([...PROVIDER_NAMES]),
                  displayName: Type.Optional(Type.String()),
                  linkedAt: Moment,
                }),
              ),
              nextCursor: Type.Null(),
            }),
          },
          general('no_session'),
        ),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const linked = await logins.logins(sessionOf<Session>(request).customerId);
      const items = linked.map((login) => ({ ...login, linkedAt: login.linkedAt.toISOString() }));
      return reply.send({ items, nextCursor: null });
    },
  );
  app.delete(
    '/me/logins/:name',
    {
      schema: {
        summary: 'Unlink one; needs a fresh proof',
        params: Name,
        response: answers(
          { 204: Type.Null() },
          general('no_session', 'bad_origin', 'not_found'),
          refusalsOf(signInProblems, 'step_up_required'),
        ),
      },
      config: { access: 'customer', act: 'unlink_login' },
    },
    async (request, reply) => {
      const outcome = await logins.unlinkLogin(sessionOf<Session>(request), request.params.name);
      return outcome.ok ? reply.code(204).send(null) : sendRefusal(reply, outcome.error);
    },
  );
}
