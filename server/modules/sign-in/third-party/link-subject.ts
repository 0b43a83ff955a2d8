import type { Clock } from '../../../kernel/clock.ts';
import type { CustomerId } from '../../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { inTransaction, type Database, type Transaction } from '../../../platform/database.ts';
import type { DataKey, Sealing } from '../../../platform/sealing/index.ts';
import type { ProviderName } from './login-provider.ts';
import { sealLink, type LinkFields } from './seal-link.ts';
import { claimSubject, upsertLink } from './third-party.sql.ts';
import type { LinkRefusal } from './third-party.ts';

export type LinkDeps = {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly clock: Clock;
  dataKey(customerId: CustomerId): Promise<DataKey>;
};

export type Linking = {
  readonly customerId: CustomerId;
  readonly provider: ProviderName;
  readonly subjectHash: Buffer;
  readonly fields: LinkFields;
  /** Runs in the same transaction; false calls it off. */
  mayStill?(tx: Transaction): Promise<boolean>;
};

/** Rolls the transaction back, with the refusal as its outcome. */
class CalledOff extends Error {
  readonly refusal: LinkRefusal | undefined;
  constructor(refusal: LinkRefusal | undefined) {
    super('linking was called off');
    this.refusal = refusal;
  }
}

/**
 * Links a provider's person with a customer, both of whom were proved. A person who is linked with somebody else is never
 * moved, and a customer has one person of each provider. Doing it twice changes nothing. Answers undefined where `mayStill`
 * called it off.
 */
export async function linkSubject(
  { database, sealing, clock, dataKey }: LinkDeps,
  { customerId, provider, subjectHash, fields, mayStill }: Linking,
): Promise<Result<null, LinkRefusal> | undefined> {
  const sealed = sealLink(sealing, await dataKey(customerId), { customerId, provider }, fields);
  try {
    return await inTransaction(database, async (tx) => {
      if (mayStill && !(await mayStill(tx))) throw new CalledOff(undefined);
      const owner = await claimSubject(tx, provider, subjectHash, customerId);
      if (owner !== customerId) throw new CalledOff({ code: 'login_linked_elsewhere' });
      const linked = await upsertLink(tx, { customerId, provider, subjectHash, sealed, now: clock.now() });
      if (!linked) throw new CalledOff({ code: 'login_provider_taken' });
      return ok(null);
    });
  } catch (error) {
    if (!(error instanceof CalledOff)) throw error;
    return error.refusal && refuse(error.refusal);
  }
}
