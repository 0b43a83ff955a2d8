import { newCustomerId, newUuid } from '../../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { isKeyGone } from '../../../platform/sealing/index.ts';
import { phoneBinding } from '../../customers/index.ts';
import { claimPhone } from '../../customers/index.ts';
import { enrol } from './enrol.ts';
import { describeDevice } from '../sessions/device.ts';
import { hashDevice } from '../devices/hash-device.ts';
import type { NoteDeviceDeps } from '../devices/note-device.ts';
import { CONSENT_VERSION } from '../../customers/index.ts';
import { type Consent, type SignedIn, type SignIn, type SignInRefusal } from '../way-in.ts';
import { maskPhone, parseMobile, type Mobile } from '../../../kernel/phone.ts';
import { placeOf } from '../sessions/place.ts';
import { WAYS_IN } from '../proofs/protected-acts.ts';
import type { SessionCache } from '../sessions/session-cache.ts';
import { newToken, readToken, SESSION_MS } from '../sessions/session-token.ts';
import { tryCode, type TryCodeDeps } from './try-code.ts';

export type SignInDeps = NoteDeviceDeps & TryCodeDeps & { readonly cache: SessionCache };

/** Tries an hour by other ways than a code, the right ones among them: a whole office may share an address. */
export const TRIES = { perAddress: 200, perDevice: 60 };
/** What a sign-in consents to; each is a consent of its own in the ledger. */
const PURPOSES = ['terms', 'privacy'] as const;

/**
 * Signs in with a phone and the code that was sent to it; a phone that is new becomes a customer. Refuses, in this order:
 * `phone_invalid`, `consent_required` (terms and privacy, in the present version), and what `tryCode` refuses. After the
 * code is checked two round trips to the database are left, and beside them what follows from a right code.
 */
export async function signIn(deps: SignInDeps, request: SignIn): Promise<Result<SignedIn, SignInRefusal>> {
  const phone = parseMobile(request.phone);
  if (phone === undefined) return refuse({ code: 'phone_invalid' });
  if (!isGiven(request.consent)) return refuse({ code: 'consent_required', version: CONSENT_VERSION });
  const tried = await tryCode(deps, { ...request, phone, who: request });
  if (!tried.ok) return tried;
  const phoneHash = deps.sealing.lookUpHash('phone', phone);
  const [signedIn] = await Promise.all([
    enter(deps, { ...request, phone, phoneHash, place: placeOf(request.clientAddress) }),
    tried.value.settle(),
  ]);
  return ok(signedIn);
}

function isGiven(consent: Consent): boolean {
  return consent.terms && consent.privacy && consent.version === CONSENT_VERSION;
}

type Entrant = Pick<SignIn, 'device' | 'deviceMark' | 'language' | 'earlierToken'> & {
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
  { phone, phoneHash, device: userAgent, deviceMark, place, language, earlierToken }: Entrant,
): Promise<SignedIn | undefined> {
  const { database, sealing, clock } = deps;
  const now = clock.now();
  const customerId = await claimPhone(database, phoneHash, newCustomerId());
  const { dataKey, stored } = sealing.newDataKey(customerId);
  const { token, tokenHash } = newToken(customerId);
  const expiresAt = new Date(now.getTime() + SESSION_MS);
  const sessionId = newUuid(now);
  const enrolled = await enrol(deps, {
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
    language,
    replaced: readToken(earlierToken),
    now,
  });
  if (enrolled === undefined) return undefined;
  if (enrolled.replaced !== undefined) deps.cache.end([enrolled.replaced]);
  const phoneMasked = maskPhone(phone);
  const customer = { id: customerId, displayName: phoneMasked, phoneMasked, isNew: enrolled.isNew };
  return { token, expiresAt, sessionId, customer };
}
