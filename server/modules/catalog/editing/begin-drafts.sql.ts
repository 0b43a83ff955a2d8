import type { Database } from '../../../platform/database.ts';

/** Products of a file that were never on sale: one to be planned for a moment, or a draft where that is null. */
export async function beginDraft(database: Database, slug: string, publishAt: Date | null): Promise<void> {
  await database.query(
    'update products set is_draft = true, publish_at = $2 where slug = $1 and not on_sale',
    [slug, publishAt],
  );
}
