import { Type } from 'typebox';
import type { ShopCookies } from '../../kernel/cookies.ts';
import { staffOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { dropCookie, readCookie } from '../../platform/http/cookies.ts';
import { refusalsOf } from '../../platform/http/problem.ts';
import { general } from '../../platform/http/problems.ts';
import { typedText } from '../../platform/http/typed-text.ts';
import { apiKeyRoutes } from './api-keys.http.ts';
import { givenIn, PASSWORD_FIELDS } from '../../platform/passwords/password-fields.ts';
import { sealedPasswordProblems } from '../../platform/passwords/sealed-password.problems.ts';
import { AssertionSchema } from '../../platform/webauthn/passkey-response.ts';
import { invitationRoutes } from './invitations.http.ts';
import { memberRoutes } from './members.http.ts';
import { ownAccountRoutes } from './own-account/own-account.http.ts';
import { PASSKEY_USE, staffPasskeyRoutes } from './passkeys/staff-passkeys.http.ts';
import { fromOf, keepStaffToken, StaffSignedInSchema } from './send-staff-session.ts';
import { Moment, presentSession, StaffSchema } from './staff.schemas.ts';
import { staffProblems } from './staff.problems.ts';
import type { StaffSession } from './staff.ts';
import type { Staff } from './staff.module.ts';

const closed = { additionalProperties: false };
const Account = typedText('line', { maxLength: 100, examples: ['lin'] });
const Otp = typedText('line', {
  maxLength: 40,
  description: 'Six digits of the authenticator, or a recovery code.',
});

/** Sign-in and sessions of the staff, invitations, members and roles. */
export function staffRoutes(app: ApiApp, staff: Staff, cookies: ShopCookies): void {
  signInRoute(app, staff, cookies);
  sessionRoutes(app, staff, cookies);
  invitationRoutes(app, staff, cookies);
  memberRoutes(app, staff);
  apiKeyRoutes(app, staff.keys);
  staffPasskeyRoutes(app, staff, cookies);
  ownAccountRoutes(app, staff);
}

function signInRoute(app: ApiApp, staff: Staff, cookies: ShopCookies): void {
  app.post(
    '/staff/sessions',
    {
      schema: {
        summary: 'Sign in as one of the staff, by account, password and a second factor',
        description:
          'A code, a recovery code, or what a passkey has signed (`response`, for `POST /staff/passkey-options`).',
        body: Type.Object(
          {
            ...{ account: Account, ...PASSWORD_FIELDS, otp: Type.Optional(Otp) },
            response: Type.Optional(AssertionSchema),
          },
          closed,
        ),
        response: answers(
          { 201: StaffSignedInSchema },
          general('bad_origin'),
          refusalsOf(
            staffProblems,
            'staff_sign_in_wrong',
            'second_factor_required',
            'second_factor_wrong',
            'staff_too_many_tries',
          ),
          refusalsOf(sealedPasswordProblems, 'sealed_password_invalid'),
          PASSKEY_USE,
        ),
      },
      config: { access: 'public', cost: 20 },
    },
    async (request, reply) => {
      const { account, otp, response, ...passwords } = request.body;
      const password = givenIn(passwords);
      if (password === undefined) return sendRefusal(reply, { code: 'malformed', errors: [] });
      const passkey = response && { response, browser: readCookie(request, cookies.passkey) };
      const outcome = await staff.signIn({ account, password, otp, passkey }, fromOf(request));
      return outcome.ok
        ? reply.code(201).send(keepStaffToken(reply, cookies, outcome.value))
        : sendRefusal(reply, outcome.error);
    },
  );
}

function sessionRoutes(app: ApiApp, staff: Staff, cookies: ShopCookies): void {
  app.get(
    '/staff/me',
    {
      schema: {
        summary: 'Who of the staff I am, and what I may do',
        response: answers({ 200: StaffSchema }, general('no_session')),
      },
      config: { access: 'staff' },
    },
    async (request, reply) => reply.send(presentSession(staffOf<StaffSession>(request))),
  );
  ownSessionRoutes(app, staff, cookies);
}

function ownSessionRoutes(app: ApiApp, staff: Staff, cookies: ShopCookies): void {
  const Session = Type.Object({
    id: Type.String(),
    createdAt: Moment,
    lastSeenAt: Moment,
    expiresAt: Moment,
    device: Type.String(),
    place: Type.String(),
    current: Type.Boolean(),
  });
  app.get(
    '/staff/sessions',
    {
      schema: {
        summary: 'Where I am signed in',
        response: answers(
          { 200: Type.Object({ items: Type.Array(Session), nextCursor: Type.Null() }) },
          general('no_session'),
        ),
      },
      config: { access: 'staff' },
    },
    async (request, reply) => {
      const session = staffOf<StaffSession>(request);
      const items = (await staff.sessions.list(session)).map(({ sessionId, ...own }) => ({
        ...{ id: sessionId, device: own.device, place: own.place, current: sessionId === session.sessionId },
        createdAt: own.createdAt.toISOString(),
        lastSeenAt: own.lastSeenAt.toISOString(),
        expiresAt: own.expiresAt.toISOString(),
      }));
      return reply.send({ items, nextCursor: null });
    },
  );
  app.delete(
    '/staff/sessions/:id',
    {
      schema: {
        summary: 'Sign out; `current` names the session that asks',
        params: Type.Object({
          id: Type.Union([Type.Literal('current'), Type.String({ format: 'uuid' })]),
        }),
        response: answers({ 204: Type.Null() }, general('no_session', 'bad_origin', 'not_found')),
      },
      config: { access: 'staff' },
    },
    async (request, reply) => {
      const session = staffOf<StaffSession>(request);
      const isOwn = ['current', session.sessionId].includes(request.params.id);
      const isEnded = await staff.sessions.end(session, isOwn ? session.sessionId : request.params.id);
      if (!isEnded) return sendRefusal(reply, { code: 'not_found' });
      if (isOwn) dropCookie(reply, cookies.staff);
      return reply.code(204).send(null);
    },
  );
}
