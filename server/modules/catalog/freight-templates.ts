import type { Queryable, Transaction } from '../../platform/database.ts';

export type TemplateName = { readonly id: string; readonly name: string };

/** Freight templates that goods may go by. Given by pricing. No two have one name. */
export type FreightTemplates = {
  /** The oldest first. */
  list(on: Queryable): Promise<readonly TemplateName[]>;
  /** Of these, those that there are; none of them is deleted before the transaction ends. */
  hold(tx: Transaction, ids: readonly string[]): Promise<ReadonlySet<string>>;
};
