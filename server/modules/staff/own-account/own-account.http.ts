import { Type } from 'typebox';
import { staffOf } from '../../../platform/http/access.ts';
import { answers, sendRefusal } from '../../../platform/http/answers.ts';
import type { ApiApp } from '../../../platform/http/api.ts';
import { refusalsOf } from '../../../platform/http/problem.ts';
import { general } from '../../../platform/http/problems.ts';
import { typedText } from '../../../platform/http/typed-text.ts';
import { givenIn, PASSWORD_FIELDS, PasswordSchema } from '../../../platform/passwords/password-fields.ts';
import { sealedPasswordProblems } from '../../../platform/passwords/sealed-password.problems.ts';
import { AssertionSchema } from '../../../platform/webauthn/passkey-response.ts';
import { PASSKEY_USE, RequestOptions } from '../passkeys/staff-passkeys.http.ts';
import { fromOf } from '../send-staff-session.ts';
import type { Staff } from '../staff.module.ts';
import { staffProblems } from '../staff.problems.ts';
import { Moment } from '../staff.schemas.ts';
import type { StaffSession } from '../staff.ts';
import { ownAccountProblems } from './own-account.problems.ts';

const closed = { additionalProperties: false };
const Otp = typedText('line', {
  maxLength: 40,
  description: 'Six digits of the authenticator, or a recovery code.',
});
const NEEDS_PROOF = {
  ...general('no_session', 'bad_origin'),
  ...refusalsOf(ownAccountProblems, 'staff_proof_required'),
};

/** What protects the account of whoever asks: proofs, password, authenticator, recovery codes. */
export function ownAccountRoutes(app: ApiApp, staff: Staff): void {
  safetyRoute(app, staff);
  proofRoutes(app, staff);
  passwordRoute(app, staff);
  authenticatorRoutes(app, staff);
  recoveryRoute(app, staff);
}

function safetyRoute(app: ApiApp, { own }: Staff): void {
  app.get(
    '/staff/me/safety',
    {
      schema: {
        summary: 'What protects my account, and until when what needs a proof may be done',
        response: answers(
          {
            200: Type.Object({
              hasPassword: Type.Boolean(),
              hasAuthenticator: Type.Boolean(),
              recoveryCodes: Type.Integer({ description: 'How many are left.' }),
              provedUntil: Type.Union([Moment, Type.Null()]),
            }),
          },
          general('no_session'),
        ),
      },
      config: { access: 'staff' },
    },
    async (request, reply) => {
      const { provedUntil, ...safety } = await own.safety(staffOf<StaffSession>(request));
      return reply.send({ ...safety, provedUntil: provedUntil?.toISOString() ?? null });
    },
  );
}

function proofRoutes(app: ApiApp, { own }: Staff): void {
  app.post(
    '/staff/proofs/passkey-options',
    {
      schema: {
        summary: 'What one of my passkeys is to sign, to prove once more that it is me',
        response: answers(
          { 200: RequestOptions },
          general('no_session', 'bad_origin'),
          refusalsOf(ownAccountProblems, 'staff_passkeys_not_here'),
        ),
      },
      config: { access: 'staff' },
    },
    async (request, reply) => {
      const outcome = await own.proofOptions(staffOf<StaffSession>(request));
      return outcome.ok ? reply.send(outcome.value) : sendRefusal(reply, outcome.error);
    },
  );
  app.post(
    '/staff/proofs',
    {
      schema: {
        summary: 'Prove once more that it is me; good for ten minutes',
        description:
          'The password and a second factor: a code, a recovery code, or what a passkey has signed. Who has no password proves by a passkey alone.',
        body: Type.Object(
          { ...PASSWORD_FIELDS, otp: Type.Optional(Otp), response: Type.Optional(AssertionSchema) },
          closed,
        ),
        response: answers(
          { 204: Type.Null() },
          general('no_session', 'bad_origin'),
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
      config: { access: 'staff', cost: 20 },
    },
    async (request, reply) => {
      const { otp, response, ...passwords } = request.body;
      const proof = { password: givenIn(passwords), otp, response };
      const outcome = await own.prove(staffOf<StaffSession>(request), proof, fromOf(request));
      return outcome.ok ? reply.code(204).send(null) : sendRefusal(reply, outcome.error);
    },
  );
}

function passwordRoute(app: ApiApp, { own }: Staff): void {
  app.put(
    '/staff/me/password',
    {
      schema: {
        summary: 'Set or change my password; signs out everywhere else; needs a proof',
        body: PasswordSchema,
        response: answers(
          { 204: Type.Null() },
          NEEDS_PROOF,
          refusalsOf(ownAccountProblems, 'staff_authenticator_first'),
          refusalsOf(staffProblems, 'staff_password_unfit'),
          refusalsOf(sealedPasswordProblems, 'sealed_password_invalid'),
        ),
      },
      config: { access: 'staff', cost: 25 },
    },
    async (request, reply) => {
      const password = givenIn(request.body);
      if (password === undefined) return sendRefusal(reply, { code: 'malformed', errors: [] });
      const outcome = await own.setPassword(staffOf<StaffSession>(request), password, fromOf(request));
      return outcome.ok ? reply.code(204).send(null) : sendRefusal(reply, outcome.error);
    },
  );
}

function authenticatorRoutes(app: ApiApp, { own }: Staff): void {
  app.post(
    '/staff/me/authenticator/offer',
    {
      schema: {
        summary:
          'The secret for a new authenticator; the one before counts until this is confirmed; needs a proof',
        response: answers({ 200: Type.Object({ secret: Type.String(), uri: Type.String() }) }, NEEDS_PROOF),
      },
      config: { access: 'staff' },
    },
    async (request, reply) => {
      const outcome = await own.offerAuthenticator(staffOf<StaffSession>(request));
      return outcome.ok ? reply.send(outcome.value) : sendRefusal(reply, outcome.error);
    },
  );
  app.put(
    '/staff/me/authenticator',
    {
      schema: {
        summary: 'Take the authenticator that was offered, by a code of it; needs a proof',
        body: Type.Object({ otp: Otp }, closed),
        response: answers(
          { 204: Type.Null() },
          NEEDS_PROOF,
          refusalsOf(staffProblems, 'second_factor_wrong'),
        ),
      },
      config: { access: 'staff' },
    },
    async (request, reply) => {
      const outcome = await own.confirmAuthenticator(staffOf<StaffSession>(request), request.body.otp);
      return outcome.ok ? reply.code(204).send(null) : sendRefusal(reply, outcome.error);
    },
  );
}

function recoveryRoute(app: ApiApp, { own }: Staff): void {
  app.post(
    '/staff/me/recovery-codes',
    {
      schema: {
        summary: 'Ten new recovery codes, told this once; those before are worth nothing; needs a proof',
        response: answers({ 201: Type.Object({ recoveryCodes: Type.Array(Type.String()) }) }, NEEDS_PROOF),
      },
      config: { access: 'staff' },
    },
    async (request, reply) => {
      const outcome = await own.renewRecoveryCodes(staffOf<StaffSession>(request));
      return outcome.ok
        ? reply.code(201).send({ recoveryCodes: [...outcome.value] })
        : sendRefusal(reply, outcome.error);
    },
  );
}
