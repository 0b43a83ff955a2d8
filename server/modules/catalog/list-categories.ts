import type { Language } from '../../kernel/language.ts';
import type { Database } from '../../platform/database.ts';
import type { MediaStore } from '../../platform/media-store.ts';
import { listCategories, type CategoryRow } from './catalog.sql.ts';
import type { Category } from './catalog.ts';
import { toImage } from './images.ts';

/** All categories as a tree, in their order. */
export async function listCategoryTree(
  { database, mediaStore }: { database: Database; mediaStore: MediaStore },
  language: Language,
): Promise<readonly Category[]> {
  const children = Map.groupBy(await listCategories(database), (row) => row.parentId);
  const toCategory = (row: CategoryRow): Category => {
    const name = language === 'en' ? row.nameEn : row.name;
    return {
      ...{ id: row.id, slug: row.slug, name },
      icon: row.icon === null ? null : toImage(row.icon, mediaStore, name),
      children: (children.get(row.id) ?? []).map(toCategory),
    };
  };
  return (children.get(null) ?? []).map(toCategory);
}
