import type { Database } from '../../../platform/database.ts';
import { loadSegmenter } from '../segment-words.ts';
import { listCategoryNames } from './import-catalogue.sql.ts';
import { listOldProducts, updateWords } from './index-words-anew.sql.ts';
import { makeIndexer, searchTextsOf } from './index-words.ts';

/**
 * Job: makes the words of products ready for search in the way of today, where that was done in an older one. Answers how
 * many there were. An import that comes in between has the last word, and a run that is cut short goes on with the next.
 */
export async function indexWordsAnew(database: Database): Promise<number> {
  let count = 0;
  for (
    let batch = await listOldProducts(database);
    batch.length > 0;
    batch = await listOldProducts(database)
  ) {
    const indexer = await makeIndexer(await loadSegmenter());
    const categories = [...(await listCategoryNames(database)).values()];
    const namesOf = new Map(categories.map(({ id, names }) => [id, names]));
    const rows = batch.map((product) => {
      const names = product.categoryIds.flatMap((id) => namesOf.get(id) ?? []);
      return { id: product.id, words: indexer(searchTextsOf(product, names)) };
    });
    await updateWords(database, rows);
    count += rows.length;
  }
  return count;
}
