import type { Logger } from 'pino';
import type { ProductId } from '../../../kernel/ids.ts';
import { editProduct, type EditDeps } from './edit-products.ts';
import { listDue } from './editing.sql.ts';
import { ok } from '../../../kernel/result.ts';

const A_PAGE = 100;
export const PUBLISH_DUE = 'publish-due-products';

/**
 * Job: puts on sale what should be by now. It is the wake-up of each planned product and the clock's own that finds those whose
 * wake-up is gone. One that cannot be sold any more stays as it is, is told in the log, and keeps none of the others waiting.
 * Answers how many were put on sale.
 */
export async function publishDue(deps: EditDeps & { readonly log: Pick<Logger, 'error'> }): Promise<number> {
  const now = deps.clock.now();
  const left = new Set<ProductId>();
  let count = 0;
  for (;;) {
    const due = (await listDue(deps.database, now, A_PAGE + left.size)).filter((id) => !left.has(id));
    if (due.length === 0) return count;
    for (const id of due) {
      const edit = { by: { job: PUBLISH_DUE }, id, what: 'product:publish' };
      const outcome = await editProduct(deps, edit, ({ content }) => {
        // Somebody has changed the plan a moment ago.
        const isDue = !content.onSale && content.publishAt !== null && new Date(content.publishAt) <= now;
        return ok(isDue ? { ...content, onSale: true, isDraft: false, publishAt: null } : content);
      });
      if (outcome.ok) count += 1;
      else {
        left.add(id);
        deps.log.error(
          { productId: id, code: outcome.error.code },
          'a planned product cannot be put on sale',
        );
      }
    }
  }
}
