import type { Clock } from '../../kernel/clock.ts';
import { newUuid, type CustomerId } from '../../kernel/ids.ts';
import { inTransaction, type Database } from '../../platform/database.ts';
import type { Sealing } from '../../platform/sealing/index.ts';
import { phoneBinding } from './bindings.ts';
import { findSealedPhone, touchCustomer } from './customers.sql.ts';
import { describeDevice } from './device.ts';
import type { SignedIn, SignInWay } from './identity.ts';
import { maskPhone, type Mobile } from './phone.ts';
import { placeOf } from './place.ts';
import { newToken, SESSION_MS } from './session-token.ts';
import { insertSessionOf } from './sessions.sql.ts';

export type OpenSessionDeps = {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly clock: Clock;
};

export type OpenSession = {
  readonly customerId: CustomerId;
  readonly way: Exclude<SignInWay, 'code'>;
  /** The User-Agent header as it came. */
  readonly device: string;
  /** Of which a city is kept. */
  readonly clientAddress?: string;
};

/**
 * Opens a session for a customer who has proved who they are by another way than a code: the end of every such sign-in.
 * The phone to be shown is read while the session is written. Throws where there is no such customer.
 */
export async function openSession(
  { database, sealing, clock }: OpenSessionDeps,
  { customerId, way, device, clientAddress = '' }: OpenSession,
): Promise<SignedIn> {
  const now = clock.now();
  const { token, tokenHash } = newToken(customerId);
  const expiresAt = new Date(now.getTime() + SESSION_MS);
  const session = {
    customerId,
    sessionId: newUuid(now),
    tokenHash,
    now,
    expiresAt,
    device: describeDevice(device),
    place: placeOf(clientAddress),
    way,
  };
  const [found, inserted] = await Promise.all([
    findSealedPhone(database, customerId),
    inTransaction(database, async (tx, writes) => {
      writes.push(touchCustomer(tx, { customerId, now }));
      return insertSessionOf(tx, session);
    }),
  ]);
  const dataKey = found && (await sealing.openDataKeys(found.dataKeys)).get(customerId);
  if (!inserted || dataKey === undefined) throw new Error('nobody is there to sign in');
  const phone = sealing.open(dataKey, phoneBinding(customerId), found!.phoneSealed) as Mobile;
  const phoneMasked = maskPhone(phone);
  return {
    token,
    expiresAt,
    sessionId: session.sessionId,
    customer: { id: customerId, displayName: phoneMasked, phoneMasked, isNew: false },
  };
}
