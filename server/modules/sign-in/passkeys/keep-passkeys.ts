import { randomBytes } from 'node:crypto';
import type { CustomerId } from '../../../kernel/ids.ts';
import { ok, refuse } from '../../../kernel/result.ts';
import { inTransaction } from '../../../platform/database.ts';
import type { DataKey } from '../../../platform/sealing/index.ts';
import { openSession, type OpenSessionDeps } from '../sessions/open-session.ts';
import type { AttemptLimits } from '../../../platform/budgets/limit-attempts.ts';
import { isProved } from '../proofs/prove-session.ts';
import { saveProof } from '../sessions/sessions.sql.ts';
import { changeBy } from '../sign-in.events.ts';
import { TRIES } from '../codes/sign-in.ts';
import { addPasskey, passkeyOptions, type AddDeps } from './add-passkey.ts';
import { makeChallenges } from '../../../platform/webauthn/challenges.ts';
import { checkAssertion } from './check-assertion.ts';
import { hashCredential } from './hash-credential.ts';
import type { Passkeys } from './passkey.ts';
import { readPasskeyName } from '../../../platform/webauthn/passkey-name.ts';
import { passkeyPlaceOf, type PasskeyPlace } from '../../../platform/webauthn/passkey-place.ts';
import { deletePasskey, listPasskeys, releaseCredential, renamePasskey } from './passkeys.sql.ts';
import { provesFrom } from './proves-from.ts';
import { presentPasskey, sealPasskeyName } from './seal-passkey-name.ts';
import { describePasskey, passkeyRequest } from '../../../platform/webauthn/passkey-options.ts';

export type PasskeyDeps = OpenSessionDeps & {
  readonly limits: AttemptLimits;
  /** Where the shop is reached from outside, without a slash at its end. */
  readonly publicUrl: string;
  dataKey(customerId: CustomerId): Promise<DataKey>;
  readonly emit: AddDeps['emit'];
  readonly shopName: AddDeps['shopName'];
};

/** Requests for options an hour: the page for signing in asks by itself whenever it is opened. */
const OPTIONS = { perAddress: 600, perDevice: 200 };
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const BROWSER = /^[A-Za-z0-9_-]{43}$/;

type Use = AddDeps & OpenSessionDeps & Pick<PasskeyDeps, 'limits'> & { readonly place: PasskeyPlace };

/** Signing in, and proving who is there, by what the device of a customer keeps. */
export function keepPasskeys(deps: PasskeyDeps): Passkeys {
  const { database, clock } = deps;
  const place = passkeyPlaceOf(deps.publicUrl);
  const use: Use = {
    ...deps,
    place,
    challenges: makeChallenges({ database, clock }),
  };
  return {
    passkeyPlace: place,
    ...signingIn(use),
    ...proving(use),
    async passkeys({ customerId }) {
      const [stored, dataKey] = await Promise.all([
        listPasskeys(database, customerId),
        deps.dataKey(customerId),
      ]);
      return stored.map((passkey) => presentPasskey(deps, dataKey, passkey));
    },
    passkeyOptions: async (session) =>
      place.offered ? passkeyOptions(use, place, session) : refuse({ code: 'passkeys_not_here' }),
    addPasskey: async (session, added) =>
      place.offered ? addPasskey(use, place, session, added) : refuse({ code: 'passkeys_not_here' }),
    ...changing(use),
  };
}

function signingIn({ place, ...deps }: Use): Pick<Passkeys, 'passkeySignInOptions' | 'signInByPasskey'> {
  return {
    async passkeySignInOptions({ browser: known, ...who }) {
      if (!place.offered) return refuse({ code: 'passkeys_not_here' });
      const retryAfterSeconds = await deps.limits.takeFrom('passkey-options', who, OPTIONS);
      if (retryAfterSeconds > 0) return refuse({ code: 'too_many_tries', retryAfterSeconds });
      // Kept where there is one, so that a second tab does not make the first one's challenge worthless.
      const browser =
        known !== undefined && BROWSER.test(known) ? known : randomBytes(32).toString('base64url');
      const options = await passkeyRequest(deps.challenges, place.rpId, 'sign-in', browser, []);
      return ok({ options, browser });
    },
    async signInByPasskey({ response, browser, ...arrival }) {
      if (!place.offered) return refuse({ code: 'passkeys_not_here' });
      const retryAfterSeconds = await deps.limits.takeFrom('try', arrival, TRIES);
      if (retryAfterSeconds > 0) return refuse({ code: 'too_many_tries', retryAfterSeconds });
      const holder = browser ?? '';
      const checked = await checkAssertion(deps, { place, purpose: 'sign-in', holder, response });
      if (!checked.ok) return checked;
      const { customerId } = checked.value;
      const isYoungPasskey = checked.value.provesFrom > deps.clock.now();
      return openSession(deps, { ...arrival, customerId, way: 'passkey', isYoungPasskey });
    },
  };
}

function proving({ place, ...deps }: Use): Pick<Passkeys, 'passkeyProofOptions' | 'proveByPasskey'> {
  return {
    async passkeyProofOptions({ customerId, sessionId }) {
      if (!place.offered) return refuse({ code: 'passkeys_not_here' });
      const own = await listPasskeys(deps.database, customerId);
      const proving = own.filter((passkey) => provesFrom(passkey) <= deps.clock.now());
      // Where none proves yet, one that is tried says so; with none named, a device would offer any.
      const asked = (proving.length > 0 ? proving : own).map(describePasskey);
      return ok(await passkeyRequest(deps.challenges, place.rpId, 'proof', sessionId, asked));
    },
    async proveByPasskey({ customerId, sessionId }, response, who) {
      if (!place.offered) return refuse({ code: 'passkeys_not_here' });
      const retryAfterSeconds = await deps.limits.takeFrom('try', who, TRIES);
      if (retryAfterSeconds > 0) return refuse({ code: 'too_many_tries', retryAfterSeconds });
      const assertion = { place, purpose: 'proof', holder: sessionId, customerId, response } as const;
      const checked = await checkAssertion(deps, assertion);
      if (!checked.ok) return checked;
      const now = deps.clock.now();
      if (checked.value.provesFrom > now)
        return refuse({ code: 'passkey_too_new', provesFrom: checked.value.provesFrom });
      await saveProof(deps.database, { customerId, sessionId }, 'passkey', now);
      return ok(null);
    },
  };
}

function changing(deps: Use): Pick<Passkeys, 'renamePasskey' | 'removePasskey'> {
  const { database, sealing } = deps;
  return {
    async renamePasskey({ customerId }, passkeyId, typed) {
      const name = readPasskeyName(typed);
      if (name === undefined) return refuse({ code: 'passkey_name_invalid' });
      if (!UUID.test(passkeyId)) return ok(undefined);
      const dataKey = await deps.dataKey(customerId);
      const nameSealed = sealPasskeyName(deps, dataKey, passkeyId, name);
      const renamed = await renamePasskey(database, customerId, passkeyId, nameSealed);
      return ok(renamed && presentPasskey(deps, dataKey, renamed));
    },
    async removePasskey(session, passkeyId, language) {
      const { customerId } = session;
      if (!(await isProved(deps, session, 'remove_passkey'))) return refuse({ code: 'step_up_required' });
      if (!UUID.test(passkeyId)) return ok(false);
      const isRemoved = await inTransaction(database, async (tx, writes) => {
        const credentialId = await deletePasskey(tx, customerId, passkeyId);
        if (credentialId === undefined) return false;
        const hash = hashCredential(sealing, credentialId.toString('base64url'));
        const change = changeBy(customerId, language, deps.clock.now());
        writes.push(
          releaseCredential(tx, hash, customerId),
          deps.emit(tx, [{ type: 'passkey_removed', ...change, passkeyId }]),
        );
        return true;
      });
      return ok(isRemoved);
    },
  };
}
