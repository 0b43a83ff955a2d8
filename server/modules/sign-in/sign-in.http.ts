import { Type } from 'typebox';
import { sessionOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { dropCookie } from '../../platform/http/cookies.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { refusalsOf, type Problems } from '../../platform/http/problem.ts';
import { general } from '../../platform/http/problems.ts';
import { typedText } from '../../platform/http/typed-text.ts';
import { accountProblems, consentProblems } from '../customers/index.ts';
import { arrivalOf, attempterOf } from './devices/arrival.http.ts';
import type { Session } from './way-in.ts';
import { signInProblems } from './sign-in.problems.ts';
import type { WaysIn } from './ways-in.ts';
import { passkeyRoutes } from './passkeys/passkeys.http.ts';
import { proofRoutes } from './proofs/proofs.http.ts';
import { sendSession, SignedInSchema } from './sessions/send-session.ts';
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

/** Signing in and out, sessions, proofs, the ways in, who I am. */
export function signInRoutes(app: ApiApp, waysIn: WaysIn): void {
  codeRoute(app, waysIn);
  signInRoute(app, waysIn);
  sessionRoutes(app, waysIn);
  endingRoutes(app, waysIn);
  proofRoutes(app, waysIn);
  passkeyRoutes(app, waysIn);
  thirdPartyRoutes(app, waysIn);
  passwordRoutes(app, waysIn);
  phoneChangeRoutes(app, waysIn);
  customerRoute(app);
}

function codeRoute(app: ApiApp, waysIn: WaysIn): void {
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
          general('bad_origin'),
          refusalsOf(signInProblems, 'phone_invalid', 'too_many_codes', 'work_required'),
        ),
      },
      config: { access: 'public' },
    },
    async (request, reply) => {
      const who = attempterOf(request, reply, waysIn);
      const outcome = await waysIn.requestCode({ ...request.body, ...who });
      return outcome.ok ? reply.code(202).send(outcome.value) : sendRefusal(reply, outcome.error);
    },
  );
}

function signInRoute(app: ApiApp, waysIn: WaysIn): void {
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
        response: answers(
          { 201: SignedInSchema },
          general('bad_origin'),
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
      const outcome = await waysIn.signIn({ ...request.body, ...arrivalOf(request, reply, waysIn) });
      return outcome.ok ? sendSession(reply, waysIn, outcome.value) : sendRefusal(reply, outcome.error);
    },
  );
}

function sessionRoutes(app: ApiApp, waysIn: WaysIn): void {
  app.get(
    '/auth/sessions',
    {
      schema: {
        summary: 'Where I am signed in',
        response: answers(
          { 200: Type.Object({ items: Type.Array(SessionSchema), nextCursor: Type.Null() }) },
          general('no_session'),
        ),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const sessions = await waysIn.sessions(sessionOf<Session>(request));
      const items = sessions.map((session) => ({
        ...session,
        createdAt: session.createdAt.toISOString(),
        lastSeenAt: session.lastSeenAt.toISOString(),
      }));
      return reply.send({ items, nextCursor: null });
    },
  );
}

function endingRoutes(app: ApiApp, waysIn: WaysIn): void {
  const ended = <const More extends Problems>(more: More) =>
    answers({ 204: Type.Null() }, general('no_session', 'bad_origin'), more);
  const unproved = refusalsOf(signInProblems, 'step_up_required');
  app.delete(
    '/auth/sessions/current',
    { schema: { summary: 'Sign out', response: ended({}) }, config: { access: 'customer' } },
    async (request, reply) => {
      await waysIn.signOut(sessionOf<Session>(request));
      dropCookie(reply, waysIn.cookies.session);
      return reply.code(204).send(null);
    },
  );
  const act = 'end_other_sessions';
  app.delete(
    '/auth/sessions',
    {
      schema: { summary: 'Sign out everywhere else', response: ended(unproved) },
      config: { access: 'customer', act },
    },
    async (request, reply) => {
      const outcome = await waysIn.endOtherSessions(sessionOf<Session>(request));
      return outcome.ok ? reply.code(204).send(null) : sendRefusal(reply, outcome.error);
    },
  );
  app.delete(
    '/auth/sessions/:id',
    {
      schema: {
        summary: 'Sign out on one device',
        params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
        response: ended({ ...general('not_found'), ...unproved }),
      },
      config: { access: 'customer', act },
    },
    async (request, reply) => {
      const outcome = await waysIn.endSession(sessionOf<Session>(request), request.params.id);
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      return outcome.value ? reply.code(204).send(null) : sendRefusal(reply, { code: 'not_found' });
    },
  );
}

function customerRoute(app: ApiApp): void {
  app.get(
    '/me',
    {
      schema: {
        summary: 'Who I am',
        response: answers({ 200: Type.Object(CustomerProperties) }, general('no_session')),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const { customerId, displayName, phoneMasked } = sessionOf<Session>(request);
      return reply.send({ id: customerId, displayName, phoneMasked });
    },
  );
}
