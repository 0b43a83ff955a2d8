import { randomBytes } from 'node:crypto';
import type { CustomerId } from '../../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { Overloaded } from '../../../platform/batcher.ts';
import { TooManyOfOne } from '../../../platform/http/gate/fair-queue.ts';
import type { Database } from '../../../platform/database.ts';
import type { Sealing } from '../../../platform/sealing/index.ts';
import type { SignedIn } from '../way-in.ts';
import type { AttemptLimits } from '../../../platform/budgets/limit-attempts.ts';
import { openSession, type Arrival, type OpenSessionDeps } from '../sessions/open-session.ts';
import { parseMobile, type Mobile } from '../../../kernel/phone.ts';
import { hashSecret, isOutdated, isSecret } from '../../../platform/passwords/hash-password.ts';
import type { Hashing } from '../../../platform/passwords/hashing.ts';
import {
  openGivenPassword,
  type OpenPasswordDeps,
} from '../../../platform/passwords/open-sealed-password.ts';
import { findCustomerOfPhone } from '../../customers/index.ts';
import { confirmPassword, findPasswordHash } from './passwords.sql.ts';
import { normalise } from '../../../platform/passwords/password.ts';
import { type PasswordSignInRefusal, type SignInByPassword } from './passwords.ts';
import type { SlowDown, Try } from '../../../platform/passwords/slow-down.ts';

export type PasswordDeps = OpenPasswordDeps &
  OpenSessionDeps & {
    readonly limits: AttemptLimits;
    readonly slowDown: SlowDown;
    readonly hashing: Hashing;
    /** Ends the session of that token, where there is one. */
    endByToken(token: string | undefined): Promise<void>;
  };

/** Tries an hour, the right ones among them: a whole office may share an address. */
const TRIES = { perAddress: 100, perDevice: 40 };
/** After which those of the same network that are being checked now have been. */
const A_MOMENT = 1;
const NOBODY = '000000000000' as CustomerId;

/**
 * What is hashed of a password. The shop's look-up key peppers it: who has the database alone cannot try a single one. The
 * customer's id binds it, so that a hash that is copied to another row opens nothing.
 */
export function pepper(sealing: Sealing, customerId: CustomerId, password: string): Buffer {
  return sealing.lookUpHash('password', `${customerId} ${normalise(password)}`);
}

let dummy: Promise<string> | undefined;

/** Of nobody's password: checked where there is none, so that the time of an answer tells nothing. */
function dummyHash(): Promise<string> {
  return (dummy ??= hashSecret(randomBytes(32)));
}

/**
 * Signs in by phone and password. Refuses, in this order: `phone_invalid`, `too_many_tries` (of a client address or a device),
 * `sealed_password_invalid`, `too_many_tries` (at the account), and `password_wrong`, which is the same, by the same
 * statements and the same work, for an unknown phone, for one without a password and for a wrong one. Where too many are
 * being checked already nothing is looked at: `too_many_tries` where they are of the same network, else `overloaded`.
 */
export async function signInByPassword(
  deps: PasswordDeps,
  request: SignInByPassword,
): Promise<Result<SignedIn, PasswordSignInRefusal>> {
  try {
    return await tryPassword(deps, request);
  } catch (error) {
    if (error instanceof TooManyOfOne) return tooMany(A_MOMENT);
    // A storm of tries is nobody's fault: a page says it as it says any other refusal.
    if (error instanceof Overloaded) return refuse({ code: 'overloaded' });
    throw error;
  }
}

async function tryPassword(
  deps: PasswordDeps,
  request: SignInByPassword,
): Promise<Result<SignedIn, PasswordSignInRefusal>> {
  const phone = parseMobile(request.phone);
  if (phone === undefined) return refuse({ code: 'phone_invalid' });
  // Before anything is counted: who is turned away has not tried.
  const full = deps.hashing.isCheckingFullFor(request.clientAddress);
  if (full !== undefined) return full === 'key' ? tooMany(A_MOMENT) : refuse({ code: 'overloaded' });
  const ofCaller = await deps.limits.takeFrom('password', request, TRIES);
  if (ofCaller > 0) return tooMany(ofCaller);
  const given = await openGivenPassword(deps, request.password, deps.clock.now());
  if (!given.ok) return given;
  const { waitSeconds, taken } = await deps.slowDown.take(phone, request.clientAddress);
  if (waitSeconds > 0) return tooMany(waitSeconds);
  const found = await checkPassword(deps, {
    phone,
    password: given.value,
    clientAddress: request.clientAddress,
  });
  return found === undefined
    ? refuse({ code: 'password_wrong' })
    : enter(deps, { ...request, ...found, phone, password: given.value, taken });
}

function tooMany(retryAfterSeconds: number): Result<never, PasswordSignInRefusal> {
  return refuse({ code: 'too_many_tries', retryAfterSeconds, instead: 'code' });
}

type Found = { readonly customerId: CustomerId; readonly hash: string };

/** The same two look-ups, whether or not there is either: how long it takes tells nothing of a phone. */
async function findPassword(database: Database, phoneHash: Buffer): Promise<Found | undefined> {
  const customerId = await findCustomerOfPhone(database, phoneHash);
  const hash = await findPasswordHash(database, customerId ?? NOBODY);
  return customerId === undefined || hash === undefined ? undefined : { customerId, hash };
}

/** Whose password that is; undefined where it is nobody's with this phone. */
async function checkPassword(
  { database, sealing, hashing }: PasswordDeps,
  { phone, password, clientAddress }: { phone: Mobile; password: string; clientAddress: string },
): Promise<Found | undefined> {
  const found = await findPassword(database, sealing.lookUpHash('phone', phone));
  // Made before it is known whether it is needed, for the first one takes its time.
  const dummy = await dummyHash();
  const hash = found?.hash ?? dummy;
  const secret = pepper(sealing, found?.customerId ?? NOBODY, password);
  const isRight = await hashing.check(clientAddress, () => isSecret(secret, hash));
  return isRight ? found : undefined;
}

type Entrance = Found & Arrival & { readonly phone: Mobile; readonly password: string; readonly taken: Try };

async function enter(
  deps: PasswordDeps,
  entrance: Entrance,
): Promise<Result<SignedIn, PasswordSignInRefusal>> {
  const { customerId, hash, phone, password, clientAddress, taken } = entrance;
  const { database, sealing, hashing } = deps;
  const fresh = isOutdated(hash)
    ? await hashing.check(clientAddress, () => hashSecret(pepper(sealing, customerId, password)))
    : hash;
  const { earlierToken, ...arrival } = entrance;
  const opened = await openSession(deps, { ...arrival, way: 'password' });
  if (!opened.ok) return opened;
  const signedIn = opened.value;
  // Asked after the session stands: whoever changes the password or the phone ends all sessions that stand after the
  // change, so one opened by the old password or at the old phone is ended by one side or the other.
  const phoneHash = sealing.lookUpHash('phone', phone);
  if (!(await confirmPassword(database, customerId, { phoneHash, found: hash, hash: fresh }))) {
    await deps.endByToken(signedIn.token);
    return refuse({ code: 'password_wrong' });
  }
  // Only now: who is refused stays in the session that was there.
  await Promise.all([deps.slowDown.accept(phone, clientAddress, taken), deps.endByToken(earlierToken)]);
  return ok(signedIn);
}
