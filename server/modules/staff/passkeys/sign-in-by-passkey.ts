import { randomBytes } from 'node:crypto';
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { inTransaction } from '../../../platform/database.ts';
import { passkeyRequest } from '../../../platform/webauthn/passkey-options.ts';
import { openSession } from '../keep-staff-sessions.ts';
import { findMemberSecrets } from '../members.sql.ts';
import { FROM_NETWORK, slowedAs } from '../prove-member.ts';
import type { StaffDeps } from '../staff.deps.ts';
import type { From, StaffSignedIn, TooManyTries } from '../staff.ts';
import { checkStaffAssertion, holderOfBrowser, whereOffered } from './check-staff-assertion.ts';
import type { NotHere, PasskeyRefusal } from './staff-passkey.ts';

/** Requests for options an hour: the page asks when a person presses its button. */
const OPTIONS = { perAddress: 600, perDevice: 200 };
const BROWSER = /^[A-Za-z0-9_-]{43}$/;

export type PasskeySignInOptions = {
  readonly options: PublicKeyCredentialRequestOptionsJSON;
  /** The secret that the browser keeps in a cookie: only the browser that asked may answer. */
  readonly browser: string;
};

/** What the device of somebody who has not signed in is to sign. */
export async function passkeySignInOptions(
  deps: StaffDeps,
  known: string | undefined,
  from: From,
): Promise<Result<PasskeySignInOptions, NotHere | TooManyTries>> {
  const place = whereOffered(deps.passkeyPlace);
  if (!place.ok) return place;
  const seconds = await deps.limits.takeFrom('staff-passkey-options', from, OPTIONS);
  if (seconds > 0) return refuse({ code: 'staff_too_many_tries', retryAfterSeconds: seconds });
  // Kept where there is one, so that a second tab does not make the first one's challenge worthless.
  const browser = known !== undefined && BROWSER.test(known) ? known : randomBytes(32).toString('base64url');
  const { rpId } = place.value;
  const options = await passkeyRequest(deps.challenges, rpId, 'sign-in', holderOfBrowser(browser), []);
  return ok({ options, browser });
}

export type PasskeySignInRefusal = NotHere | TooManyTries | PasskeyRefusal;

/** Signs in by a passkey alone: the device holds it and has verified the person. */
export async function signInByPasskey(
  deps: StaffDeps,
  { response, browser }: { readonly response: unknown; readonly browser: string | undefined },
  from: From,
): Promise<Result<StaffSignedIn, PasskeySignInRefusal>> {
  const seconds = await deps.limits.takeFrom('staff-sign-in', from, FROM_NETWORK);
  if (seconds > 0) return refuse({ code: 'staff_too_many_tries', retryAfterSeconds: seconds });
  const answer = { purpose: 'sign-in', holder: holderOfBrowser(browser), response } as const;
  const checked = await checkStaffAssertion(deps, answer);
  if (!checked.ok) return checked;
  const signedIn = await inTransaction(deps.database, async (tx) => {
    const member = await findMemberSecrets(tx, checked.value.memberId);
    // Where there is a password, the passkey proves only beside it.
    return member && openSession(deps, tx, member, from, { by: 'passkey', isProof: !member.passwordHash });
  });
  // Whoever is let in no more is told nothing else than somebody whose passkey is gone.
  if (signedIn === undefined) return refuse({ code: 'staff_passkey_unknown' });
  await deps.slowDown.trust(slowedAs(signedIn.session.account), from.clientAddress);
  return ok(signedIn);
}
