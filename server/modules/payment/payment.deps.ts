import type { Clock } from '../../kernel/clock.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Database } from '../../platform/database.ts';
import type { Emit } from '../../platform/events.ts';
import type { DataKey, Sealing } from '../../platform/sealing/index.ts';
import type { SparseLog } from '../../platform/sparse-log.ts';
import type { Ordering } from '../ordering/index.ts';
import type { InstalmentsApi } from '../pricing/index.ts';
import type { Gateway } from './gateway.ts';
import type { PaymentEvent } from './payment.events.ts';

/** What every use case of this module works with. */
export type PaymentDeps = {
  readonly database: Database;
  readonly clock: Clock;
  /** Those that payments are begun at, and those where some were. */
  readonly gateways: ReadonlyMap<string, Gateway>;
  /** Whether payments may be begun at it. */
  isOffered(gateway: string): boolean;
  readonly ordering: Pick<
    Ordering,
    | 'findForPayment'
    | 'findSkuIds'
    | 'recordPayment'
    | 'recordRefund'
    | 'lockForPayment'
    | 'everyPromisedPage'
    | 'sumPromises'
    | 'findProtectionClaim'
  >;
  readonly instalments: Pick<InstalmentsApi, 'choose'>;
  readonly sealing: Pick<Sealing, 'seal'>;
  /** Of those customers who have one: who was erased has none. */
  findDataKeys(customerIds: readonly CustomerId[]): Promise<ReadonlyMap<CustomerId, DataKey>>;
  readonly emit: Emit<PaymentEvent>;
  /** Where a gateway reaches us. */
  notifyUrl(gateway: string): string;
  /** Where payers' browsers do. */
  readonly publicUrl: string;
  /** Takes a notification that was refused: anybody can send as many as they like, so they are told by their number. */
  readonly refusedNotifications: SparseLog;
  readonly log: {
    error(details: object, message: string): void;
    warn(details: object, message: string): void;
  };
};
