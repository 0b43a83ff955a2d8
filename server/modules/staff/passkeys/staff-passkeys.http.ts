import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import { Type, type Static, type TSchema } from 'typebox';
import type { ShopCookies } from '../../../kernel/cookies.ts';
import { staffOf } from '../../../platform/http/access.ts';
import { answers, sendRefusal } from '../../../platform/http/answers.ts';
import type { ApiApp } from '../../../platform/http/api.ts';
import { keepCookie, readCookie } from '../../../platform/http/cookies.ts';
import { refusalsOf } from '../../../platform/http/problem.ts';
import { general } from '../../../platform/http/problems.ts';
import { typedText } from '../../../platform/http/typed-text.ts';
import { AssertionSchema, RegistrationSchema } from '../../../platform/webauthn/passkey-response.ts';
import { ownAccountProblems } from '../own-account/own-account.problems.ts';
import { fromOf, keepStaffToken, StaffSignedInSchema } from '../send-staff-session.ts';
import type { Staff } from '../staff.module.ts';
import { staffProblems } from '../staff.problems.ts';
import { Moment } from '../staff.schemas.ts';
import type { StaffSession } from '../staff.ts';
import type { StaffPasskey } from './staff-passkey.ts';

const closed = { additionalProperties: false };
const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
/** Given to `startRegistration` or `startAuthentication` of `@simplewebauthn/browser` as it is. */
const Options = Type.Object(
  { challenge: Type.String(), timeout: Type.Integer() },
  { additionalProperties: true, description: 'WebAuthn options as JSON, for `parse…OptionsFromJSON`.' },
);
export const RequestOptions = Type.Unsafe<PublicKeyCredentialRequestOptionsJSON>(Options);
const CreationOptions = Type.Unsafe<PublicKeyCredentialCreationOptionsJSON>(Options);

const PasskeySchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  createdAt: Moment,
  lastUsedAt: Nullable(Moment),
  isSynced: Type.Boolean({ description: 'Whether it lies on other devices of the member too.' }),
  copiedAt: Nullable(Moment),
});
const Name = typedText('line', { maxLength: 200, examples: ['收银台电脑'] });
const Params = Type.Object({ id: Type.String({ format: 'uuid' }) });

/** What keeps a passkey from being taken. */
export const PASSKEY_USE = refusalsOf(
  ownAccountProblems,
  'staff_passkeys_not_here',
  'staff_challenge_expired',
  'staff_passkey_unknown',
  'staff_passkey_rejected',
  'staff_passkey_copied',
);

/** Signing in by a passkey, and the member's own. */
export function staffPasskeyRoutes(app: ApiApp, staff: Staff, cookies: ShopCookies): void {
  signInRoutes(app, staff, cookies);
  listRoute(app, staff);
  addRoutes(app, staff);
  changeRoutes(app, staff);
}

function signInRoutes(app: ApiApp, { passkeys }: Staff, cookies: ShopCookies): void {
  app.post(
    '/staff/passkey-options',
    {
      schema: {
        summary: 'What a passkey of the staff is to sign to sign in, alone or beside a password',
        description: 'Sets a cookie: the same browser must answer, once and within five minutes.',
        response: answers(
          { 200: RequestOptions },
          general('bad_origin'),
          refusalsOf(ownAccountProblems, 'staff_passkeys_not_here'),
          refusalsOf(staffProblems, 'staff_too_many_tries'),
        ),
      },
      config: { access: 'public' },
    },
    async (request, reply) => {
      const known = readCookie(request, cookies.passkey);
      const outcome = await passkeys.signInOptions(known, fromOf(request));
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      keepCookie(reply, cookies.passkey, outcome.value.browser);
      return reply.send(outcome.value.options);
    },
  );
  app.post(
    '/staff/passkey-sessions',
    {
      schema: {
        summary: 'Sign in as one of the staff, by a passkey alone',
        body: Type.Object({ response: AssertionSchema }, closed),
        response: answers(
          { 201: StaffSignedInSchema },
          general('bad_origin'),
          PASSKEY_USE,
          refusalsOf(staffProblems, 'staff_too_many_tries'),
        ),
      },
      config: { access: 'public' },
    },
    async (request, reply) => {
      const { response } = request.body;
      const answer = { response, browser: readCookie(request, cookies.passkey) };
      const outcome = await passkeys.signIn(answer, fromOf(request));
      return outcome.ok
        ? reply.code(201).send(keepStaffToken(reply, cookies, outcome.value))
        : sendRefusal(reply, outcome.error);
    },
  );
}

function written({ createdAt, lastUsedAt, copiedAt, ...rest }: StaffPasskey): Static<typeof PasskeySchema> {
  return {
    ...rest,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    copiedAt: copiedAt?.toISOString() ?? null,
  };
}

function listRoute(app: ApiApp, { passkeys }: Staff): void {
  app.get(
    '/staff/me/passkeys',
    {
      schema: {
        summary: 'My passkeys as one of the staff, newest first',
        response: answers(
          { 200: Type.Object({ items: Type.Array(PasskeySchema), nextCursor: Type.Null() }) },
          general('no_session'),
        ),
      },
      config: { access: 'staff' },
    },
    async (request, reply) => {
      const items = await passkeys.list(staffOf<StaffSession>(request));
      return reply.send({ items: items.map(written), nextCursor: null });
    },
  );
}

function addRoutes(app: ApiApp, { passkeys }: Staff): void {
  const refusals = {
    ...general('no_session', 'bad_origin'),
    ...refusalsOf(
      ownAccountProblems,
      'staff_passkeys_not_here',
      'staff_proof_required',
      'staff_too_many_passkeys',
    ),
  };
  app.post(
    '/staff/me/passkeys/options',
    {
      schema: {
        summary: 'What a device needs to make a passkey for me; needs a proof',
        response: answers({ 200: CreationOptions }, refusals),
      },
      config: { access: 'staff' },
    },
    async (request, reply) => {
      const outcome = await passkeys.options(staffOf<StaffSession>(request));
      return outcome.ok ? reply.send(outcome.value) : sendRefusal(reply, outcome.error);
    },
  );
  app.post(
    '/staff/me/passkeys',
    {
      schema: {
        summary: 'Add the passkey that the device has made; needs a proof',
        body: Type.Object({ response: RegistrationSchema, name: Name }, closed),
        response: answers(
          { 201: PasskeySchema },
          refusals,
          refusalsOf(
            ownAccountProblems,
            'staff_challenge_expired',
            'staff_passkey_rejected',
            'staff_passkey_exists',
            'staff_passkey_name_invalid',
          ),
        ),
      },
      config: { access: 'staff' },
    },
    async (request, reply) => {
      const outcome = await passkeys.add(staffOf<StaffSession>(request), request.body);
      return outcome.ok ? reply.code(201).send(written(outcome.value)) : sendRefusal(reply, outcome.error);
    },
  );
}

function changeRoutes(app: ApiApp, { passkeys }: Staff): void {
  app.patch(
    '/staff/me/passkeys/:id',
    {
      schema: {
        summary: 'Rename a passkey of mine',
        params: Params,
        body: Type.Object({ name: Name }, closed),
        response: answers(
          { 200: PasskeySchema },
          general('no_session', 'bad_origin', 'not_found'),
          refusalsOf(ownAccountProblems, 'staff_passkey_name_invalid'),
        ),
      },
      config: { access: 'staff' },
    },
    async (request, reply) => {
      const session = staffOf<StaffSession>(request);
      const outcome = await passkeys.rename(session, request.params.id, request.body.name);
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      return outcome.value === undefined
        ? sendRefusal(reply, { code: 'not_found' })
        : reply.send(written(outcome.value));
    },
  );
  app.delete(
    '/staff/me/passkeys/:id',
    {
      schema: {
        summary: 'Remove a passkey of mine: it does not sign in any more; needs a proof',
        params: Params,
        response: answers(
          { 204: Type.Null() },
          general('no_session', 'bad_origin', 'not_found'),
          refusalsOf(ownAccountProblems, 'staff_proof_required', 'staff_last_way_in'),
        ),
      },
      config: { access: 'staff' },
    },
    async (request, reply) => {
      const outcome = await passkeys.remove(staffOf<StaffSession>(request), request.params.id);
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      return outcome.value ? reply.code(204).send(null) : sendRefusal(reply, { code: 'not_found' });
    },
  );
}
