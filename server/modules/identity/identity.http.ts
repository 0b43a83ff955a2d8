import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { sessionOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { dropCookie } from '../../platform/http/cookies.ts';
import { etagOf, isKnown } from '../../platform/http/etag.ts';
import { answers, registerProblems, sendRefusal } from '../../platform/http/problems.ts';
import { typedText } from '../../platform/http/typed-text.ts';
import { addressRoutes } from './addresses.http.ts';
import { arrivalOf, attempterOf } from './devices/arrival.http.ts';
import type { Session } from './identity.ts';
import { identityProblems } from './identity.problems.ts';
import type { Identity } from './index.ts';
import { passkeyRoutes } from './passkeys/passkeys.http.ts';
import { proofRoutes } from './proofs.http.ts';
import { sendSession, SignedInSchema } from './send-session.ts';
import { thirdPartyRoutes } from './third-party/third-party.http.ts';
import { passwordRoutes } from './passwords/passwords.http.ts';
import { phoneChangeRoutes } from './phone-change/phone-change.http.ts';

const closed = { additionalProperties: false };

/** Longer than a phone may be, so that a wrong one is refused by name, not as malformed. */
const PhoneText = typedText('phone', { maxLength: 40, examples: ['13800138000'] });
const Moment = Type.String({ format: 'date-time' });
const CustomerProperties = { id: Type.String(), displayName: Type.String(), phoneMasked: Type.String() };

const Work = Type.Optional(
  Type.String({
    maxLength: 4000,
    description: 'The `puzzle` of `work_required`, solved: base64 of `{ challenge, solution }` (ALTCHA 2).',
  }),
);
const ConsentSchema = Type.Object(
  { terms: Type.Boolean(), privacy: Type.Boolean(), version: Type.String({ maxLength: 40 }) },
  closed,
);
const SessionSchema = Type.Object({
  id: Type.String(),
  way: Type.String({
    description: 'How it was opened: `code`, `password`, `passkey`, `wechat`, `qq`, `alipay`.',
  }),
  device: Type.String(),
  place: Type.String({ description: 'Where it was last used, as coarse as a city; may be empty.' }),
  createdAt: Moment,
  lastSeenAt: Moment,
  current: Type.Boolean(),
});

/** Signing in and out, sessions, the customer, addresses, regions. */
export function identityRoutes(app: ApiApp, identity: Identity): void {
  registerProblems(identityProblems);
  codeRoute(app, identity);
  signInRoute(app, identity);
  sessionRoutes(app, identity);
  endingRoutes(app, identity);
  proofRoutes(app, identity);
  passkeyRoutes(app, identity);
  thirdPartyRoutes(app, identity);
  passwordRoutes(app, identity);
  phoneChangeRoutes(app, identity);
  customerRoute(app);
  addressRoutes(app, identity);
  regionRoute(app, identity);
}

function codeRoute(app: ApiApp, identity: Identity): void {
  app.post(
    '/auth/codes',
    {
      schema: {
        summary: 'Send a six-digit code to a phone',
        description:
          'Answers the same whether the phone is known or not. The code is good in the browser that asked for it: keep the cookie of the answer (`ks_device`, behind https `__Host-ks_device`) and send it along with the code. Who keeps no cookies can use the code from the same network.',
        body: Type.Object({ phone: PhoneText, purpose: Type.Literal('sign-in'), work: Work }, closed),
        response: answers(
          { 202: Type.Object({ resendAfterSeconds: Type.Integer(), expiresInSeconds: Type.Integer() }) },
          ['bad_origin', 'phone_invalid', 'too_many_codes', 'work_required'],
        ),
      },
      config: { access: 'public' },
    },
    async (request, reply) => {
      const who = attempterOf(request, reply, identity);
      const outcome = await identity.requestCode({ ...request.body, ...who });
      return outcome.ok ? reply.code(202).send(outcome.value) : sendRefusal(reply, outcome.error);
    },
  );
}

function signInRoute(app: ApiApp, identity: Identity): void {
  app.post(
    '/auth/sessions',
    {
      schema: {
        summary: 'Sign in with a phone and its code; registers on first use',
        body: Type.Object(
          {
            phone: PhoneText,
            code: Type.String({ maxLength: 40 }),
            consent: ConsentSchema,
            work: Work,
          },
          closed,
        ),
        response: answers({ 201: SignedInSchema }, [
          'bad_origin',
          'phone_invalid',
          'consent_required',
          'code_wrong',
          'code_expired',
          'too_many_tries',
          'work_required',
        ]),
      },
      config: { access: 'public' },
    },
    async (request, reply) => {
      const outcome = await identity.signIn({ ...request.body, ...arrivalOf(request, reply, identity) });
      return outcome.ok ? sendSession(reply, identity, outcome.value) : sendRefusal(reply, outcome.error);
    },
  );
}

function sessionRoutes(app: ApiApp, identity: Identity): void {
  app.get(
    '/auth/sessions',
    {
      schema: {
        summary: 'Where I am signed in',
        response: answers(
          { 200: Type.Object({ items: Type.Array(SessionSchema), nextCursor: Type.Null() }) },
          ['no_session'],
        ),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const sessions = await identity.sessions(sessionOf<Session>(request));
      const items = sessions.map((session) => ({
        ...session,
        createdAt: session.createdAt.toISOString(),
        lastSeenAt: session.lastSeenAt.toISOString(),
      }));
      return reply.send({ items, nextCursor: null });
    },
  );
}

function endingRoutes(app: ApiApp, identity: Identity): void {
  const ended = (codes: readonly string[]) =>
    answers({ 204: Type.Null() }, ['no_session', 'bad_origin', ...codes]);
  app.delete(
    '/auth/sessions/current',
    { schema: { summary: 'Sign out', response: ended([]) }, config: { access: 'customer' } },
    async (request, reply) => {
      await identity.signOut(sessionOf<Session>(request));
      return signedOut(dropCookie(reply, identity.cookies.session));
    },
  );
  const act = 'end_other_sessions';
  app.delete(
    '/auth/sessions',
    {
      schema: { summary: 'Sign out everywhere else', response: ended(['step_up_required']) },
      config: { access: 'customer', act },
    },
    async (request, reply) => {
      const outcome = await identity.endOtherSessions(sessionOf<Session>(request));
      return outcome.ok ? signedOut(reply) : sendRefusal(reply, outcome.error);
    },
  );
  app.delete(
    '/auth/sessions/:id',
    {
      schema: {
        summary: 'Sign out on one device',
        params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
        response: ended(['not_found', 'step_up_required']),
      },
      config: { access: 'customer', act },
    },
    async (request, reply) => {
      const outcome = await identity.endSession(sessionOf<Session>(request), request.params.id);
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      return outcome.value ? signedOut(reply) : sendRefusal(reply, { code: 'not_found' });
    },
  );
}

function signedOut(reply: FastifyReply): FastifyReply {
  return reply.code(204).send(null);
}

function customerRoute(app: ApiApp): void {
  app.get(
    '/me',
    {
      schema: {
        summary: 'Who I am',
        response: answers({ 200: Type.Object(CustomerProperties) }, ['no_session']),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const { customerId, displayName, phoneMasked } = sessionOf<Session>(request);
      return reply.send({ id: customerId, displayName, phoneMasked });
    },
  );
}

/** The divisions change several times a year, with a new version of the program. */
function regionRoute(app: ApiApp, identity: Identity): void {
  let document: { text: string; etag: string } | undefined;
  const District = Type.Object({
    code: Type.String(),
    name: Type.String(),
    children: Type.Array(Type.Unknown()),
  });
  const City = Type.Object({ code: Type.String(), name: Type.String(), children: Type.Array(District) });
  const Province = Type.Object({ code: Type.String(), name: Type.String(), children: Type.Array(City) });
  app.get(
    '/regions',
    {
      schema: {
        summary: 'Provinces, cities and districts (GB/T 2260)',
        description:
          'Always three levels. A municipality has one city of its own name; what stands right under a province (济源市, 琼海市), and a city without districts (东莞市), is its own city and its own district, under one code.',
        response: answers({
          200: Type.Object({
            asOf: Type.String({ format: 'date', description: 'Up to when changes were looked for.' }),
            items: Type.Array(Province),
          }),
          304: Type.Null(),
        }),
      },
      config: { access: 'public' },
    },
    async (request, reply) => {
      document ??= describeRegions(identity);
      reply.header('etag', document.etag).header('cache-control', 'public, max-age=86400');
      if (isKnown(request.headers['if-none-match'], document.etag))
        return reply.code(304).send(undefined as never);
      // Ready-made: writing three thousand divisions anew for each request would take longer than sending them.
      return reply.type('application/json; charset=utf-8').send(document.text as never);
    },
  );
}

function describeRegions(identity: Identity): { text: string; etag: string } {
  const text = JSON.stringify({ asOf: identity.regionsAsOf, items: identity.regions() });
  return { text, etag: etagOf(text) };
}
