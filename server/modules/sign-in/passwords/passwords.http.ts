import { Type } from 'typebox';
import { sessionOf } from '../../../platform/http/access.ts';
import type { ApiApp } from '../../../platform/http/api.ts';
import type { CookieSettings } from '../../../platform/http/cookies.ts';
import { answers, sendRefusal } from '../../../platform/http/answers.ts';
import { refusalsOf } from '../../../platform/http/problem.ts';
import { general } from '../../../platform/http/problems.ts';
import { typedText } from '../../../platform/http/typed-text.ts';
import { sealedPasswordProblems } from '../../../platform/passwords/sealed-password.problems.ts';
import { givenIn, PASSWORD_FIELDS, PasswordSchema } from '../../../platform/passwords/password-fields.ts';
import { accountProblems } from '../../customers/index.ts';
import { signInProblems } from '../sign-in.problems.ts';
import { arrivalOf } from '../devices/arrival.http.ts';
import type { Session } from '../way-in.ts';
import { sendSession, SignedInSchema } from '../sessions/send-session.ts';
import type { Passwords } from './keep-passwords.ts';
import { passwordProblems } from './passwords.problems.ts';

const closed = { additionalProperties: false };
/** Points of work: a hash keeps a core busy for thirty milliseconds, beside the threads that answer; judging one this thread. */
const COST = { checking: 20, setting: 25 };
const Moment = Type.String({ format: 'date-time' });

/** Signing in by a password; setting, changing and removing one's own. */
export function passwordRoutes(app: ApiApp, waysIn: Passwords & CookieSettings): void {
  keyRoute(app, waysIn);
  signInRoute(app, waysIn);
  ownPasswordRoutes(app, waysIn);
}

function keyRoute(app: ApiApp, passwords: Passwords): void {
  app.get(
    '/auth/password-key',
    {
      schema: {
        summary: 'The public key by which a page seals a password, and the shop’s time',
        response: answers({
          200: Type.Object({
            keyId: Type.String(),
            jwk: Type.Object({ kty: Type.Literal('RSA'), n: Type.String(), e: Type.String() }),
            issuedAt: Type.Integer({ description: 'For `iat`: seconds since 1970.' }),
          }),
        }),
      },
      config: { access: 'public' },
    },
    async (_request, reply) => {
      const { keyId, jwk, now } = await passwords.passwordKey();
      return reply
        .header('cache-control', 'no-store')
        .send({ keyId, jwk, issuedAt: Math.floor(now.getTime() / 1000) });
    },
  );
}

function signInRoute(app: ApiApp, waysIn: Passwords & CookieSettings): void {
  app.post(
    '/auth/password-sessions',
    {
      schema: {
        summary: 'Sign in with a phone and its password',
        description: 'Answers the same for an unknown phone, one without a password and a wrong password.',
        body: Type.Object({ phone: typedText('phone', { maxLength: 40 }), ...PASSWORD_FIELDS }, closed),
        response: answers(
          { 201: SignedInSchema },
          general('bad_origin'),
          refusalsOf(signInProblems, 'phone_invalid', 'too_many_tries'),
          refusalsOf(sealedPasswordProblems, 'sealed_password_invalid'),
          refusalsOf(passwordProblems, 'password_wrong'),
          refusalsOf(accountProblems, 'account_deactivated'),
        ),
      },
      config: { access: 'public', cost: COST.checking },
    },
    async (request, reply) => {
      const password = givenIn(request.body);
      if (password === undefined) return sendRefusal(reply, { code: 'malformed', errors: [] });
      const outcome = await waysIn.signInByPassword({
        phone: request.body.phone,
        password,
        ...arrivalOf(request, reply, waysIn),
      });
      return outcome.ok ? sendSession(reply, waysIn, outcome.value) : sendRefusal(reply, outcome.error);
    },
  );
}

function ownPasswordRoutes(app: ApiApp, passwords: Passwords): void {
  app.get(
    '/me/password',
    {
      schema: {
        summary: 'Whether I have a password',
        response: answers(
          { 200: Type.Object({ isSet: Type.Boolean(), changedAt: Type.Optional(Moment) }) },
          general('no_session'),
        ),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const { isSet, changedAt } = await passwords.passwordStatus(sessionOf<Session>(request));
      return reply.send({ isSet, ...(changedAt && { changedAt: changedAt.toISOString() }) });
    },
  );
  setRoute(app, passwords);
  removeRoute(app, passwords);
}

function setRoute(app: ApiApp, passwords: Passwords): void {
  app.put(
    '/me/password',
    {
      schema: {
        summary: 'Set or change my password; signs out everywhere else',
        body: PasswordSchema,
        response: answers(
          { 204: Type.Null() },
          general('no_session', 'bad_origin'),
          refusalsOf(signInProblems, 'step_up_required'),
          refusalsOf(sealedPasswordProblems, 'sealed_password_invalid'),
          refusalsOf(passwordProblems, 'password_unfit', 'too_many_changes'),
        ),
      },
      config: { access: 'customer', act: 'set_password', cost: COST.setting },
    },
    async (request, reply) => {
      const newPassword = givenIn(request.body);
      if (newPassword === undefined) return sendRefusal(reply, { code: 'malformed', errors: [] });
      const { ip: clientAddress, language } = request;
      const session = sessionOf<Session>(request);
      const outcome = await passwords.setPassword(session, { newPassword, clientAddress, language });
      return outcome.ok ? reply.code(204).send(null) : sendRefusal(reply, outcome.error);
    },
  );
}

function removeRoute(app: ApiApp, passwords: Passwords): void {
  app.delete(
    '/me/password',
    {
      schema: {
        summary: 'Remove my password',
        response: answers(
          { 204: Type.Null() },
          general('no_session', 'bad_origin'),
          refusalsOf(signInProblems, 'step_up_required'),
        ),
      },
      config: { access: 'customer', act: 'remove_password' },
    },
    async (request, reply) => {
      const outcome = await passwords.removePassword(sessionOf<Session>(request), request.language);
      return outcome.ok ? reply.code(204).send(null) : sendRefusal(reply, outcome.error);
    },
  );
}
