import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../../platform/database.ts';
import type { Ordering } from '../ordering/index.ts';
import type { Gateway } from './gateway.ts';

/** What every use case of this module works with. */
export type PaymentDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly gateways: ReadonlyMap<string, Gateway>;
  readonly ordering: Pick<Ordering, 'findForPayment' | 'recordPayment' | 'recordRefund' | 'lockForPayment'>;
  /** Where gateways reach us; without a slash at the end. */
  notifyBaseUrl(): string;
  /** Where payers' browsers do. */
  readonly publicUrl: string;
  readonly log: {
    error(details: object, message: string): void;
    warn(details: object, message: string): void;
  };
};
