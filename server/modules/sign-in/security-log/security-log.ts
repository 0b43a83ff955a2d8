import type { Clock } from '../../../kernel/clock.ts';
import type { CustomerId } from '../../../kernel/ids.ts';
import { makeBatcher } from '../../../platform/batcher.ts';
import { isUnavailable, type Database } from '../../../platform/database.ts';
import type { Sealing } from '../../../platform/sealing/index.ts';
import { networksOf } from '../../../platform/http/client-address.ts';
import { parseMobile } from '../../../kernel/phone.ts';
import { insertRecords, type SecurityRecord } from './security-log.sql.ts';

/** What is noted: a name in snake_case, and whatever is known. Phone and address are hashed before they are kept. */
export type SecurityEvent = {
  readonly event: string;
  readonly customerId?: CustomerId;
  readonly sessionId?: string;
  readonly phone?: string;
  readonly clientAddress?: string;
  readonly way?: string;
  /** The code of the refusal. */
  readonly reason?: string;
};

export type SecurityLog = {
  /** Writes it down soon, together with others: nobody waits for it, and no request fails because of it. */
  note(event: SecurityEvent): void;
  /** Waits until all is written. */
  drain(): Promise<void>;
};

const MAX_BATCH = 500;
const MAX_WAITING = 20_000;

/** The record of who came in, went out or was refused. What cannot be written is told to the program's log instead. */
export function makeSecurityLog(deps: {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly clock: Clock;
  readonly log: { error(details: object, message: string): void };
}): SecurityLog {
  const batcher = makeBatcher<SecurityRecord, null>({
    async run(records) {
      await insertRecords(deps.database, records);
      return records.map(() => null);
    },
    maxBatch: MAX_BATCH,
    maxRunning: 1,
    maxWaiting: MAX_WAITING,
    isShared: isUnavailable,
  });
  return {
    note(event) {
      batcher.submit(recordOf(deps.sealing, event, deps.clock.now())).catch((error: unknown) => {
        deps.log.error({ err: error, event: event.event }, 'a security record could not be written');
      });
    },
    drain: () => batcher.drain(),
  };
}

function recordOf(sealing: Sealing, event: SecurityEvent, at: Date): SecurityRecord {
  const phone = event.phone === undefined ? undefined : parseMobile(event.phone);
  return {
    at,
    event: event.event,
    customerId: event.customerId ?? null,
    sessionId: event.sessionId ?? null,
    // The same hash as of the customer's phone, so that refused tries are found for a customer.
    phoneHash: phone === undefined ? null : sealing.lookUpHash('phone', phone),
    addressHash:
      event.clientAddress === undefined
        ? null
        : sealing.lookUpHash('security-log-address', networksOf(event.clientAddress).subscriber),
    way: event.way ?? null,
    reason: event.reason ?? null,
  };
}
