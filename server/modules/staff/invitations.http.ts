import { Type } from 'typebox';
import type { ShopCookies } from '../../kernel/cookies.ts';
import { staffOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { refusalsOf } from '../../platform/http/problem.ts';
import { general } from '../../platform/http/problems.ts';
import { typedText } from '../../platform/http/typed-text.ts';
import { givenIn, PASSWORD_FIELDS } from '../../platform/passwords/password-fields.ts';
import { sealedPasswordProblems } from '../../platform/passwords/sealed-password.problems.ts';
import { fromOf, keepStaffToken, StaffSignedInSchema } from './send-staff-session.ts';
import { Moment } from './staff.schemas.ts';
import { staffProblems } from './staff.problems.ts';
import type { StaffSession } from './staff.ts';
import type { Staff } from './staff.module.ts';

const closed = { additionalProperties: false };
const Account = typedText('line', { maxLength: 100, examples: ['lin'] });
const Otp = typedText('line', {
  maxLength: 40,
  description: 'Six digits of the authenticator, or a recovery code.',
});
const Token = Type.String({ maxLength: 100 });

/** Invitations: made, listed, taken back, opened and accepted. */
export function invitationRoutes(app: ApiApp, staff: Staff, cookies: ShopCookies): void {
  invitationRoute(app, staff);
  openInvitationRoutes(app, staff);
  renewalRoute(app, staff);
  openingRoute(app, staff);
  acceptanceRoute(app, staff, cookies);
}

function invitationRoute(app: ApiApp, staff: Staff): void {
  const Roles = Type.Array(Type.String({ maxLength: 40 }), { minItems: 1, maxItems: 20 });
  app.post(
    '/staff/invitations',
    {
      schema: {
        summary: 'Invite somebody to the staff: hand the token on to them, and to nobody else',
        body: Type.Object({ roles: Roles }, closed),
        response: answers(
          { 201: Type.Object({ token: Type.String(), expiresAt: Moment }) },
          general('no_session', 'bad_origin', 'not_permitted'),
          refusalsOf(staffProblems, 'role_unknown', 'role_beyond_own'),
        ),
      },
      config: { access: { staff: 'members:change' } },
    },
    async (request, reply) => {
      const outcome = await staff.invite(staffOf<StaffSession>(request), request.body.roles);
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      const { token, expiresAt } = outcome.value;
      return reply.code(201).send({ token, expiresAt: expiresAt.toISOString() });
    },
  );
}

function openInvitationRoutes(app: ApiApp, staff: Staff): void {
  const InvitationSchema = Type.Object({
    id: Type.String(),
    roles: Type.Array(Type.String()),
    invitedBy: Type.Union([Type.String(), Type.Null()]),
    expiresAt: Moment,
  });
  app.get(
    '/staff/invitations',
    {
      schema: {
        summary: 'Invitations that can still be accepted, newest first',
        response: answers(
          { 200: Type.Object({ items: Type.Array(InvitationSchema), nextCursor: Type.Null() }) },
          general('no_session', 'not_permitted'),
        ),
      },
      config: { access: { staff: 'members:read' } },
    },
    async (_request, reply) => {
      const items = (await staff.invitations()).map(({ invitationId, roles, invitedBy, expiresAt }) => ({
        ...{ id: invitationId, roles: [...roles], invitedBy },
        expiresAt: expiresAt.toISOString(),
      }));
      return reply.send({ items, nextCursor: null });
    },
  );
  app.delete(
    '/staff/invitations/:id',
    {
      schema: {
        summary: 'Take an invitation back',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        response: answers(
          { 204: Type.Null() },
          general('no_session', 'bad_origin', 'not_permitted'),
          refusalsOf(staffProblems, 'invitation_gone', 'role_beyond_own'),
        ),
      },
      config: { access: { staff: 'members:change' } },
    },
    async (request, reply) => {
      const outcome = await staff.takeBack(staffOf<StaffSession>(request), request.params.id);
      return outcome.ok ? reply.code(204).send(null) : sendRefusal(reply, outcome.error);
    },
  );
}

function renewalRoute(app: ApiApp, staff: Staff): void {
  app.post(
    '/staff/invitations/:id/renewal',
    {
      schema: {
        summary: 'Another invitation to the same roles in the place of this one, whose link was lost',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        response: answers(
          { 201: Type.Object({ token: Type.String(), expiresAt: Moment }) },
          general('no_session', 'bad_origin', 'not_permitted'),
          refusalsOf(staffProblems, 'invitation_gone', 'role_beyond_own'),
        ),
      },
      config: { access: { staff: 'members:change' } },
    },
    async (request, reply) => {
      const outcome = await staff.renewInvitation(staffOf<StaffSession>(request), request.params.id);
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      const { token, expiresAt } = outcome.value;
      return reply.code(201).send({ token, expiresAt: expiresAt.toISOString() });
    },
  );
}

function openingRoute(app: ApiApp, staff: Staff): void {
  app.post(
    '/staff/invitations/opening',
    {
      schema: {
        summary: 'What I am invited to, and the secret for my authenticator',
        description: 'Each opening shows another secret, and only the last one counts.',
        body: Type.Object({ token: Token, account: Account }, closed),
        response: answers(
          {
            200: Type.Object({
              roles: Type.Array(Type.String()),
              expiresAt: Moment,
              totp: Type.Object({ secret: Type.String(), uri: Type.String() }),
            }),
          },
          general('bad_origin'),
          refusalsOf(staffProblems, 'invitation_gone'),
        ),
      },
      config: { access: 'public', cost: 10 },
    },
    async (request, reply) => {
      const outcome = await staff.openInvitation(request.body.token, request.body.account);
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      const { expiresAt, ...invitation } = outcome.value;
      return reply.send({ ...invitation, expiresAt: expiresAt.toISOString() });
    },
  );
}

function acceptanceRoute(app: ApiApp, staff: Staff, cookies: ShopCookies): void {
  app.post(
    '/staff/invitations/acceptance',
    {
      schema: {
        summary: 'Become one of the staff; recovery codes are told this once',
        body: Type.Object(
          {
            ...{ token: Token, account: Account, ...PASSWORD_FIELDS, otp: Otp },
            name: typedText('line', { minLength: 1, maxLength: 40, examples: ['林小满'] }),
          },
          closed,
        ),
        response: answers(
          {
            201: Type.Object({
              ...StaffSignedInSchema.properties,
              recoveryCodes: Type.Array(Type.String()),
            }),
          },
          general('bad_origin'),
          refusalsOf(
            staffProblems,
            'invitation_gone',
            'account_invalid',
            'account_taken',
            'name_taken',
            'second_factor_wrong',
            'staff_password_unfit',
          ),
          refusalsOf(sealedPasswordProblems, 'sealed_password_invalid'),
        ),
      },
      config: { access: 'public', cost: 20 },
    },
    async (request, reply) => {
      const { password: typed, sealedPassword, ...given } = request.body;
      const password = givenIn({ password: typed, sealedPassword });
      if (password === undefined) return sendRefusal(reply, { code: 'malformed', errors: [] });
      const outcome = await staff.acceptInvitation({ ...given, password }, fromOf(request));
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      const { recoveryCodes, ...signedIn } = outcome.value;
      const told = { ...keepStaffToken(reply, cookies, signedIn), recoveryCodes: [...recoveryCodes] };
      return reply.code(201).send(told);
    },
  );
}
