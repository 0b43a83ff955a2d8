import type { CustomerId } from '../../kernel/ids.ts';
import type { Database, Transaction } from '../../platform/database.ts';
import type { DataKey, Sealing } from '../../platform/sealing/index.ts';
import { deactivationBinding } from './bindings.ts';
import {
  clearDeactivation,
  findDeactivated,
  findDeactivation,
  saveDeactivation,
} from './list-customers.sql.ts';

/** That the shop has closed an account to its owner. */
export type Deactivation = { readonly memberId: string; readonly at: Date; readonly reason: string };

export type ClosedAccounts = {
  /** Undefined where the account is open. */
  deactivation(customerId: CustomerId): Promise<Deactivation | undefined>;
  /**
   * What closes an account, in the transaction of its act: it answers whether that was open. The reason is sealed before, since the
   * transaction reads nothing.
   */
  deactivate(customerId: CustomerId, why: Deactivation): Promise<(tx: Transaction) => Promise<boolean>>;
  /** False where it is open. */
  reactivate(tx: Transaction, customerId: CustomerId): Promise<boolean>;
  /** Which of these are closed. */
  findDeactivated: typeof findDeactivated;
};

export function closeAccounts(deps: {
  readonly database: Database;
  readonly sealing: Sealing;
  dataKey(customerId: CustomerId): Promise<DataKey>;
}): ClosedAccounts {
  const { database, sealing } = deps;
  return {
    async deactivation(customerId) {
      const found = await findDeactivation(database, customerId);
      if (found === undefined) return undefined;
      const { sealed, ...rest } = found;
      const dataKey = await deps.dataKey(customerId);
      return { ...rest, reason: sealing.open(dataKey, deactivationBinding(customerId), sealed) };
    },
    async deactivate(customerId, { memberId, at, reason }) {
      const dataKey = await deps.dataKey(customerId);
      const sealed = sealing.seal(dataKey, deactivationBinding(customerId), reason);
      return (tx) => saveDeactivation(tx, customerId, { memberId, at, sealed });
    },
    reactivate: clearDeactivation,
    findDeactivated,
  };
}
