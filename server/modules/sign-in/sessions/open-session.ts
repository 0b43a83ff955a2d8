import type { Clock } from '../../../kernel/clock.ts';
import { newUuid, type CustomerId } from '../../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { inTransaction, type Database } from '../../../platform/database.ts';
import type { Sealing } from '../../../platform/sealing/index.ts';
import { phoneBinding } from '../../customers/index.ts';
import { findDeactivated, findSealedPhone, touchCustomer } from '../../customers/index.ts';
import { describeDevice } from '../../../platform/client/device.ts';
import { hashDevice } from '../devices/hash-device.ts';
import { noteDevice, type NoteDeviceDeps } from '../devices/note-device.ts';
import type { Attempter } from '../../../platform/budgets/attempter.ts';
import type { AccountDeactivated, SignedIn, SignIn, SignInWay } from '../way-in.ts';
import { maskPhone, type Mobile } from '../../../kernel/phone.ts';
import { placeOf } from '../../../platform/client/place.ts';
import { WAYS_IN } from '../proofs/protected-acts.ts';
import type { SessionCache } from './session-cache.ts';
import { newToken, readToken, SESSION_MS } from './session-token.ts';
import { endReplaced, insertSession } from './sessions.sql.ts';

export type OpenSessionDeps = NoteDeviceDeps & {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly clock: Clock;
  readonly cache: SessionCache;
};

/** Of a sign-in, what its session is opened with; of the address a city is kept. */
export type Arrival = Attempter & Pick<SignIn, 'device' | 'language' | 'earlierToken'>;
export type OpenSession = Arrival & {
  readonly customerId: CustomerId;
  readonly way: Exclude<SignInWay, 'code'>;
  /** Whether the passkey was added too lately to prove anything yet. */
  readonly isYoungPasskey?: boolean;
};

/**
 * Opens a session for a customer who has proved who they are by another way than a code: the end of every such sign-in.
 * The phone to be shown is read while the session is written, and the one that the browser was in before ends with that.
 * Where the device is new, that is an event. Refuses `account_deactivated`; throws where there is no such customer.
 */
export async function openSession(
  deps: OpenSessionDeps,
  {
    customerId,
    way,
    isYoungPasskey = false,
    device: userAgent,
    deviceMark,
    clientAddress,
    language,
    earlierToken,
  }: OpenSession,
): Promise<Result<SignedIn, AccountDeactivated>> {
  const { database, sealing, clock, cache } = deps;
  const now = clock.now();
  const { token, tokenHash } = newToken(customerId);
  const expiresAt = new Date(now.getTime() + SESSION_MS);
  const session = {
    customerId,
    sessionId: newUuid(now),
    tokenHash,
    now,
    expiresAt,
    device: describeDevice(userAgent),
    place: placeOf(clientAddress),
    way,
    proof: isYoungPasskey ? undefined : WAYS_IN[way].proves,
    deviceHash: hashDevice(sealing, customerId, deviceMark),
  };
  const [found, { isInserted, replaced }] = await Promise.all([
    findSealedPhone(database, customerId),
    inTransaction(database, async (tx, writes) => {
      writes.push(touchCustomer(tx, { customerId, now }));
      const [isInserted, replaced] = await Promise.all([
        insertSession(tx, session),
        endReplaced(tx, readToken(earlierToken), session),
        noteDevice(deps, tx, writes, { ...session, language }),
      ]);
      return { isInserted, replaced };
    }),
  ]);
  if (replaced !== undefined) cache.end([replaced]);
  if (!isInserted && (await findDeactivated(database, [customerId])).size > 0)
    return refuse({ code: 'account_deactivated' });
  const dataKey = found && (await sealing.openDataKeys(found.dataKeys)).get(customerId);
  if (!isInserted || dataKey === undefined) throw new Error('nobody is there to sign in');
  const phone = sealing.open(dataKey, phoneBinding(customerId), found!.phoneSealed) as Mobile;
  const phoneMasked = maskPhone(phone);
  return ok({
    token,
    expiresAt,
    sessionId: session.sessionId,
    customer: { id: customerId, displayName: phoneMasked, phoneMasked, isNew: false },
  });
}
