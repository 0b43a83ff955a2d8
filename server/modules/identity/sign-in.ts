import type { Clock } from '../../kernel/clock.ts';
import { newCustomerId, newUuid } from '../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { Database } from '../../platform/database.ts';
import { isKeyGone, type Sealing } from '../../platform/sealing/index.ts';
import { phoneBinding } from './bindings.ts';
import { takeTry } from './codes.sql.ts';
import { claimPhone, enrol } from './customers.sql.ts';
import { describeDevice } from './device.ts';
import { hashDevice, tellNewDevice, type TellNewDeviceDeps } from './devices/tell-new-device.ts';
import { CONSENT_VERSION, type Consent, type SignedIn, type SignIn, type SignInRefusal } from './identity.ts';
import type { AttemptLimits } from './limit-attempts.ts';
import { maskPhone, parseMobile, type Mobile } from './phone.ts';
import { placeOf } from './place.ts';
import { WAYS_IN } from './proofs/protected-acts.ts';
import { hashCode } from './request-code.ts';
import type { Guessers } from './slow-guessers.ts';
import { newToken, SESSION_MS } from './session-token.ts';

export type SignInDeps = TellNewDeviceDeps & {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly clock: Clock;
  readonly limits: AttemptLimits;
  readonly guessers: Guessers;
};

/** Tries an hour, the right ones among them: a whole office may share an address. */
export const TRIES = { perAddress: 200, perDevice: 60 };
/** What a sign-in consents to; each is a consent of its own in the ledger. */
const PURPOSES = ['terms', 'privacy'] as const;

/**
 * Signs in with a phone and the code that was sent to it; a phone that is new becomes a customer. Refuses, in this order:
 * `phone_invalid`, `consent_required` (terms and privacy, in the present version), `too_many_tries` (of a client
 * address or a device), `work_required` (too many wrong ones came from
 * there), `code_expired` (none is live: expired, used, or all its tries are), `code_wrong`. After the code is checked
 * two round trips to the database are left.
 */
export async function signIn(deps: SignInDeps, request: SignIn): Promise<Result<SignedIn, SignInRefusal>> {
  const phone = parseMobile(request.phone);
  if (phone === undefined) return refuse({ code: 'phone_invalid' });
  if (!isGiven(request.consent)) return refuse({ code: 'consent_required', version: CONSENT_VERSION });
  const heldBack = await holdBack(deps, request);
  if (heldBack !== undefined) return refuse(heldBack);

  const phoneHash = deps.sealing.lookUpHash('phone', phone);
  const attempt = await takeTry(deps.database, {
    phoneHash,
    codeHash: hashCode(deps.sealing, 'sign-in', phone, request.code),
    now: deps.clock.now(),
  });
  if (attempt?.correct !== true) await deps.guessers.note(request.clientAddress);
  if (attempt === undefined) return refuse({ code: 'code_expired' });
  if (!attempt.correct) return refuse({ code: 'code_wrong', triesLeft: attempt.triesLeft });
  return ok(await enter(deps, { ...request, phone, phoneHash, place: placeOf(request.clientAddress) }));
}

type HeldBack = Extract<SignInRefusal, { code: 'too_many_tries' | 'work_required' }>;

/** What is asked of an address that tries often, or wrongly, before what it typed is looked at. */
export async function holdBack(
  { limits, guessers }: Pick<SignInDeps, 'limits' | 'guessers'>,
  request: Pick<SignIn, 'clientAddress' | 'deviceMark' | 'work'>,
): Promise<HeldBack | undefined> {
  const { clientAddress, work } = request;
  const [waitSeconds, areGuessersThere] = await Promise.all([
    limits.takeFrom('try', request, TRIES),
    guessers.areAt(clientAddress),
  ]);
  if (waitSeconds > 0) return { code: 'too_many_tries', retryAfterSeconds: waitSeconds };
  if (!areGuessersThere || (work !== undefined && (await guessers.accept(clientAddress, work))))
    return undefined;
  return { code: 'work_required', puzzle: await guessers.newPuzzle(clientAddress) };
}

function isGiven(consent: Consent): boolean {
  return consent.terms && consent.privacy && consent.version === CONSENT_VERSION;
}

type Entrant = Pick<SignIn, 'device' | 'deviceMark' | 'language'> & {
  readonly phone: Mobile;
  readonly phoneHash: Buffer;
  readonly place: string;
};

/** More often than any phone changes hands while one sign-in runs. */
const LOOK_UPS = 3;

/** Opens a session for whoever has proved to have this phone. The work is the same for the known and the new. */
async function enter(deps: SignInDeps, entrant: Entrant): Promise<SignedIn> {
  for (let lookUp = 1; lookUp <= LOOK_UPS; lookUp += 1) {
    const signedIn = await enterReloading(deps, entrant);
    // Who had this phone has changed to another or was erased meanwhile: it is free, and looked up once more.
    if (signedIn !== undefined) return signedIn;
  }
  throw new Error('a phone belongs to a customer who has another phone');
}

async function enterReloading(deps: SignInDeps, entrant: Entrant): Promise<SignedIn | undefined> {
  try {
    return await enterOnce(deps, entrant);
  } catch (error) {
    // The keys of the shop were rotated, and this process has not heard of it: nothing was written.
    if (!isKeyGone(error)) throw error;
    await deps.sealing.reload();
    return enterOnce(deps, entrant);
  }
}

async function enterOnce(
  deps: SignInDeps,
  { phone, phoneHash, device: userAgent, deviceMark, place, language }: Entrant,
): Promise<SignedIn | undefined> {
  const { database, sealing, clock } = deps;
  const now = clock.now();
  const customerId = await claimPhone(database, phoneHash, newCustomerId());
  const { dataKey, stored } = sealing.newDataKey(customerId);
  const { token, tokenHash } = newToken(customerId);
  const expiresAt = new Date(now.getTime() + SESSION_MS);
  const sessionId = newUuid(now);
  const enrolled = await enrol(database, {
    customerId,
    phoneHash,
    phoneSealed: sealing.seal(dataKey, phoneBinding(customerId), phone),
    dataKey: stored,
    consents: PURPOSES.map((purpose) => ({ consentId: newUuid(now), purpose, version: CONSENT_VERSION })),
    session: {
      customerId,
      sessionId,
      tokenHash,
      now,
      expiresAt,
      device: describeDevice(userAgent),
      place,
      way: 'code',
      proof: WAYS_IN.code.proves,
      deviceHash: hashDevice(sealing, customerId, deviceMark),
    },
    now,
  });
  if (enrolled === undefined) return undefined;
  if (enrolled.isNewDevice) tellNewDevice(deps, { phone, userAgent, place, language });
  const phoneMasked = maskPhone(phone);
  const customer = { id: customerId, displayName: phoneMasked, phoneMasked, isNew: enrolled.isNew };
  return { token, expiresAt, sessionId, customer };
}
