import { newCustomerId, newUuid } from '../../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { isKeyGone } from '../../../platform/sealing/index.ts';
import { phoneBinding } from '../../customers/index.ts';
import { claimPhone } from '../../customers/index.ts';
import { enrol } from './enrol.ts';
import { describeDevice } from '../../../platform/client/device.ts';
import { hashDevice } from '../devices/hash-device.ts';
import type { NoteDeviceDeps } from '../devices/note-device.ts';
import { CONSENT_VERSION } from '../../customers/index.ts';
import {
  type AccountDeactivated,
  type Consent,
  type SignedIn,
  type SignIn,
  type SignInRefusal,
} from '../way-in.ts';
import { maskPhone, parseMobile, type Mobile } from '../../../kernel/phone.ts';
import { placeOf } from '../../../platform/client/place.ts';
import { WAYS_IN } from '../proofs/protected-acts.ts';
import type { SessionCache } from '../sessions/session-cache.ts';
import { newToken, readToken, SESSION_MS } from '../sessions/session-token.ts';
import { tryCode, type TryCodeDeps } from './try-code.ts';

export type SignInDeps = NoteDeviceDeps &
  TryCodeDeps & {
    readonly cache: SessionCache;
    /** Of the texts of law that hold; those of the program where it is left out. */
    consentVersion?(): string;
  };

/** Tries an hour by other ways than a code, the right ones among them: a whole office may share an address. */
export const TRIES = { perAddress: 200, perDevice: 60 };
/** What a sign-in consents to; each is a consent of its own in the ledger. */
const PURPOSES = ['terms', 'privacy'] as const;

/**
 * Signs in with a phone and the code that was sent to it; a phone that is new becomes a customer. Refuses, in this order:
 * `phone_invalid`, `consent_required` (terms and privacy, in the present version), what `tryCode` refuses, and
 * `account_deactivated`. After the code is checked two round trips to the database are left, and beside them what follows from a right code.
 */
export async function signIn(deps: SignInDeps, request: SignIn): Promise<Result<SignedIn, SignInRefusal>> {
  const phone = parseMobile(request.phone);
  if (phone === undefined) return refuse({ code: 'phone_invalid' });
  const version = presentVersion(deps);
  if (!isGiven(request.consent, version)) return refuse({ code: 'consent_required', version });
  const tried = await tryCode(deps, { ...request, phone, who: request });
  if (!tried.ok) return tried;
  const phoneHash = deps.sealing.lookUpHash('phone', phone);
  const [signedIn] = await Promise.all([
    enter(deps, { ...request, phone, phoneHash, place: placeOf(request.clientAddress) }),
    tried.value.settle(),
  ]);
  return signedIn;
}

function presentVersion({ consentVersion }: SignInDeps): string {
  return consentVersion?.() ?? CONSENT_VERSION;
}

function isGiven(consent: Consent, version: string): boolean {
  return consent.terms && consent.privacy && consent.version === version;
}

type Entrant = Pick<SignIn, 'device' | 'deviceMark' | 'language' | 'earlierToken'> & {
  readonly phone: Mobile;
  readonly phoneHash: Buffer;
  readonly place: string;
};

type Entered = Result<SignedIn, AccountDeactivated>;

/** More often than any phone changes hands while one sign-in runs. */
const LOOK_UPS = 3;

/** Opens a session for whoever has proved to have this phone. The work is the same for the known and the new. */
async function enter(deps: SignInDeps, entrant: Entrant): Promise<Entered> {
  for (let lookUp = 1; lookUp <= LOOK_UPS; lookUp += 1) {
    const signedIn = await enterReloading(deps, entrant);
    // Who had this phone has changed to another or was erased meanwhile: it is free, and looked up once more.
    if (signedIn !== undefined) return signedIn;
  }
  throw new Error('a phone belongs to a customer who has another phone');
}

async function enterReloading(deps: SignInDeps, entrant: Entrant): Promise<Entered | undefined> {
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
): Promise<Entered | undefined> {
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
    consents: PURPOSES.map((purpose) => ({
      consentId: newUuid(now),
      purpose,
      version: presentVersion(deps),
    })),
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
  if (enrolled.isClosed) return refuse({ code: 'account_deactivated' });
  if (enrolled.replaced !== undefined) deps.cache.end([enrolled.replaced]);
  const phoneMasked = maskPhone(phone);
  const customer = { id: customerId, displayName: phoneMasked, phoneMasked, isNew: enrolled.isNew };
  return ok({ token, expiresAt, sessionId, customer });
}
