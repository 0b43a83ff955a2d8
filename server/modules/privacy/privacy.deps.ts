import type { Clock } from '../../kernel/clock.ts';
import type { Language } from '../../kernel/language.ts';
import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import type { OwnPolicies } from '../shop-settings/index.ts';
import type { PersonalTable } from '../../platform/described-table.ts';
import type { Emit } from '../../platform/events.ts';
import type { DataKey, Sealing } from '../../platform/sealing/index.ts';
import type { SweepDeps } from '../cases/index.ts';
import type { PrivacyEvent } from './privacy.events.ts';

/** Who is asking, as far as privacy must know. */
export type Asker = { readonly sessionId: string; readonly customerId: CustomerId };

/** What of privacy needs a proof, by the names that identity has for it. */
export type PrivacyAct = 'export_data' | 'fetch_export' | 'erase_account';

export type PrivacyDeps = {
  readonly database: Database;
  readonly sealing: Pick<Sealing, 'open'>;
  readonly clock: Clock;
  /** Of all modules, in an order in which a table stands after those it refers to. */
  readonly tables: readonly PersonalTable[];
  /** Where exports lie until they are fetched. */
  readonly exportsFolder: string;
  /** Outside of the database, so that a database put back from a backup does not forget who was erased. */
  readonly erasureList: string;
  readonly isDemo: boolean;
  readonly ownPolicies: OwnPolicies;
  /** Of the texts that come with the program. */
  readonly consentVersion: string;
  readonly publicUrl: string;
  /** What the shop is called. */
  shopName(language: Language): string;
  findDataKey(customerId: CustomerId): Promise<DataKey>;
  /** Whether the asker has proved who is there as this act needs it. */
  isProved(asker: Asker, act: PrivacyAct): Promise<boolean>;
  endAllSessions(customerId: CustomerId): Promise<unknown>;
  listOpenOrders(on: Queryable, customerId: CustomerId): Promise<readonly OrderNo[]>;
  listOpenRefunds(on: Queryable, customerId: CustomerId): Promise<readonly OrderNo[]>;
  /** Says what becomes of what is known of a customer. */
  readonly emit: Emit<PrivacyEvent>;
  readonly log: SweepDeps['log'] & { warn(details: object, message: string): void };
};
