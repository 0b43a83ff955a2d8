import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import { Type, type TSchema } from 'typebox';
import { sessionOf } from '../../../platform/http/access.ts';
import type { ApiApp } from '../../../platform/http/api.ts';
import { keepCookie, readCookie } from '../../../platform/http/cookies.ts';
import { answers, sendRefusal } from '../../../platform/http/answers.ts';
import { refusalsOf } from '../../../platform/http/problem.ts';
import { general } from '../../../platform/http/problems.ts';
import { typedText } from '../../../platform/http/typed-text.ts';
import { AssertionSchema, RegistrationSchema } from '../../../platform/webauthn/passkey-response.ts';
import { accountProblems } from '../../customers/index.ts';
import { signInProblems } from '../sign-in.problems.ts';
import { arrivalOf, attempterOf } from '../devices/arrival.http.ts';
import type { Session } from '../way-in.ts';
import type { WaysIn } from '../ways-in.ts';
import { sendSession, SignedInSchema } from '../sessions/send-session.ts';
import type { PasskeyInfo } from './passkey.ts';
import { passkeyProblems } from './passkeys.problems.ts';

const closed = { additionalProperties: false };

const Moment = Type.String({ format: 'date-time' });
const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
/** Given to `startRegistration` or `startAuthentication` of `@simplewebauthn/browser` as it is. */
const Options = Type.Object(
  { challenge: Type.String(), timeout: Type.Integer() },
  { additionalProperties: true, description: 'WebAuthn options as JSON, for `parse…OptionsFromJSON`.' },
);
const RequestOptions = Type.Unsafe<PublicKeyCredentialRequestOptionsJSON>(Options);
const CreationOptions = Type.Unsafe<PublicKeyCredentialCreationOptionsJSON>(Options);
const PasskeySchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  createdAt: Moment,
  lastUsedAt: Nullable(Moment),
  isSynced: Type.Boolean({ description: 'Whether it lies on other devices of the customer too.' }),
  copiedAt: Nullable(
    Type.String({ description: 'When a use was refused because somebody may have a copy of it.' }),
  ),
  provesFrom: Type.String({
    format: 'date-time',
    description: 'From then on it also proves who is there. One added after a code does at once.',
  }),
});
const Name = typedText('line', { maxLength: 200, examples: ['iPhone'] });
const Params = Type.Object({ id: Type.String({ maxLength: 64 }) });
const USE = {
  ...refusalsOf(
    passkeyProblems,
    'passkeys_not_here',
    'challenge_expired',
    'passkey_unknown',
    'passkey_rejected',
    'passkey_copied',
  ),
  ...refusalsOf(signInProblems, 'too_many_tries'),
};

/** Signing in by a passkey, proving by one, and the customer's own list. */
export function passkeyRoutes(app: ApiApp, waysIn: WaysIn): void {
  signInRoutes(app, waysIn);
  proofRoutes(app, waysIn);
  listRoute(app, waysIn);
  addRoutes(app, waysIn);
  changeRoutes(app, waysIn);
}

function signInRoutes(app: ApiApp, waysIn: WaysIn): void {
  app.post(
    '/auth/passkey-options',
    {
      schema: {
        summary: 'What a passkey is to sign to sign in',
        description: 'Sets a cookie: the same browser must answer, once and within five minutes.',
        response: answers(
          { 200: RequestOptions },
          general('bad_origin'),
          refusalsOf(passkeyProblems, 'passkeys_not_here'),
          refusalsOf(signInProblems, 'too_many_tries'),
        ),
      },
      config: { access: 'public' },
    },
    async (request, reply) => {
      const browser = readCookie(request, waysIn.cookies.passkey);
      const who = attempterOf(request, reply, waysIn);
      const outcome = await waysIn.passkeySignInOptions({ ...who, browser });
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      keepCookie(reply, waysIn.cookies.passkey, outcome.value.browser);
      return reply.send(outcome.value.options);
    },
  );
  app.post(
    '/auth/passkey-sessions',
    {
      schema: {
        summary: 'Sign in with a passkey',
        body: Type.Object({ response: AssertionSchema }, closed),
        response: answers(
          { 201: SignedInSchema },
          general('bad_origin'),
          USE,
          refusalsOf(accountProblems, 'account_deactivated'),
        ),
      },
      config: { access: 'public' },
    },
    async (request, reply) => {
      const outcome = await waysIn.signInByPasskey({
        response: request.body.response,
        browser: readCookie(request, waysIn.cookies.passkey),
        ...arrivalOf(request, reply, waysIn),
      });
      return outcome.ok ? sendSession(reply, waysIn, outcome.value) : sendRefusal(reply, outcome.error);
    },
  );
}

function proofRoutes(app: ApiApp, waysIn: WaysIn): void {
  app.post(
    '/auth/proofs/passkey-options',
    {
      schema: {
        summary: 'What one of my passkeys is to sign, to prove once more that it is me',
        response: answers(
          { 200: RequestOptions },
          general('no_session', 'bad_origin'),
          refusalsOf(passkeyProblems, 'passkeys_not_here'),
        ),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const outcome = await waysIn.passkeyProofOptions(sessionOf<Session>(request));
      return outcome.ok ? reply.send(outcome.value) : sendRefusal(reply, outcome.error);
    },
  );
  app.post(
    '/auth/proofs/passkey',
    {
      schema: {
        summary: 'Prove by a passkey that it is me; good for ten minutes',
        body: Type.Object({ response: AssertionSchema }, closed),
        response: answers(
          { 204: Type.Null() },
          general('no_session', 'bad_origin'),
          USE,
          refusalsOf(passkeyProblems, 'passkey_too_new'),
        ),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const session = sessionOf<Session>(request);
      const who = attempterOf(request, reply, waysIn);
      const outcome = await waysIn.proveByPasskey(session, request.body.response, who);
      return outcome.ok ? reply.code(204).send(null) : sendRefusal(reply, outcome.error);
    },
  );
}

function written(passkey: PasskeyInfo) {
  return {
    ...passkey,
    createdAt: passkey.createdAt.toISOString(),
    lastUsedAt: passkey.lastUsedAt?.toISOString() ?? null,
    copiedAt: passkey.copiedAt?.toISOString() ?? null,
    provesFrom: passkey.provesFrom.toISOString(),
  };
}

function listRoute(app: ApiApp, waysIn: WaysIn): void {
  app.get(
    '/me/passkeys',
    {
      schema: {
        summary: 'My passkeys, newest first',
        response: answers(
          { 200: Type.Object({ items: Type.Array(PasskeySchema), nextCursor: Type.Null() }) },
          general('no_session'),
        ),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const passkeys = await waysIn.passkeys(sessionOf<Session>(request));
      return reply.send({ items: passkeys.map(written), nextCursor: null });
    },
  );
}

function addRoutes(app: ApiApp, waysIn: WaysIn): void {
  const refusals = {
    ...general('no_session', 'bad_origin'),
    ...refusalsOf(passkeyProblems, 'passkeys_not_here', 'too_many_passkeys'),
    ...refusalsOf(signInProblems, 'step_up_required'),
  };
  app.post(
    '/me/passkeys/options',
    {
      schema: {
        summary: 'What a device needs to make a passkey for me',
        response: answers({ 200: CreationOptions }, refusals),
      },
      config: { access: 'customer', act: 'add_passkey' },
    },
    async (request, reply) => {
      const outcome = await waysIn.passkeyOptions(sessionOf<Session>(request));
      return outcome.ok ? reply.send(outcome.value) : sendRefusal(reply, outcome.error);
    },
  );
  app.post(
    '/me/passkeys',
    {
      schema: {
        summary: 'Add the passkey that the device has made',
        body: Type.Object({ response: RegistrationSchema, name: Name }, closed),
        response: answers(
          { 201: PasskeySchema },
          refusals,
          refusalsOf(
            passkeyProblems,
            'challenge_expired',
            'passkey_rejected',
            'passkey_exists',
            'passkey_name_invalid',
          ),
        ),
      },
      config: { access: 'customer', act: 'add_passkey' },
    },
    async (request, reply) => {
      const { language, body } = request;
      const outcome = await waysIn.addPasskey(sessionOf<Session>(request), { ...body, language });
      return outcome.ok ? reply.code(201).send(written(outcome.value)) : sendRefusal(reply, outcome.error);
    },
  );
}

function changeRoutes(app: ApiApp, waysIn: WaysIn): void {
  app.patch(
    '/me/passkeys/:id',
    {
      schema: {
        summary: 'Rename a passkey of mine',
        params: Params,
        body: Type.Object({ name: Name }, closed),
        response: answers(
          { 200: PasskeySchema },
          general('no_session', 'bad_origin', 'not_found'),
          refusalsOf(passkeyProblems, 'passkey_name_invalid'),
        ),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const session = sessionOf<Session>(request);
      const outcome = await waysIn.renamePasskey(session, request.params.id, request.body.name);
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      return outcome.value === undefined
        ? sendRefusal(reply, { code: 'not_found' })
        : reply.send(written(outcome.value));
    },
  );
  app.delete(
    '/me/passkeys/:id',
    {
      schema: {
        summary: 'Remove a passkey of mine: it does not sign in any more',
        params: Params,
        response: answers(
          { 204: Type.Null() },
          general('no_session', 'bad_origin', 'not_found'),
          refusalsOf(signInProblems, 'step_up_required'),
        ),
      },
      config: { access: 'customer', act: 'remove_passkey' },
    },
    async (request, reply) => {
      const session = sessionOf<Session>(request);
      const outcome = await waysIn.removePasskey(session, request.params.id, request.language);
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      return outcome.value ? reply.code(204).send(null) : sendRefusal(reply, { code: 'not_found' });
    },
  );
}
