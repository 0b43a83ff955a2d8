import type { Actor } from '../../../kernel/actor.ts';
import type { ProductId } from '../../../kernel/ids.ts';
import type { Transaction } from '../../../platform/database.ts';
import { EMPTY_PRODUCT, type KnownProduct } from '../editing/edited-product.ts';
import { insertChanges } from '../editing/editing.sql.ts';
import { differenceOf, isEmpty } from '../editing/product-changes.decide.ts';
import { listProductsToEdit } from '../editing/to-edit.sql.ts';

/**
 * Writes down what an import made of products, as of each change by hand, at the version that they have now. `before`: those of them
 * that were there, as they were.
 */
export async function writeHistory(
  tx: Transaction,
  before: ReadonlyMap<ProductId, KnownProduct>,
  ids: readonly ProductId[],
  { actor, at }: { readonly actor: Actor; readonly at: Date },
): Promise<void> {
  const after = await listProductsToEdit(tx, ids);
  const changes = after.flatMap(({ id, version, content }) => {
    const known = before.get(id);
    const difference = differenceOf(known?.content ?? EMPTY_PRODUCT, content);
    // Where nothing is different that a person edits, no version was made either.
    return isEmpty(difference) || known?.version === version ? [] : [{ id, version, ...difference }];
  });
  await insertChanges(tx, changes, { what: 'catalogue:import', actor, at });
}
