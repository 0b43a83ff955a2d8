import type { SkuId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import type { Database } from '../../platform/database.ts';
import type { MediaStore } from '../../platform/media-store.ts';
import type { Image } from './catalog.ts';
import { toImage } from './images.ts';
import { findSkuCards, findSkuIds, searchSkuIds, type SkuCardRow } from './look-up-skus.sql.ts';
import { LONGEST_QUERY, readQuery } from './search-query.ts';
import { loadSegmenter } from './segment-words.ts';

/** What staff know a SKU by, on sale or not. */
export type SkuCard = Omit<SkuCardRow, 'nameEn' | 'image'> & { readonly image: Image | null };

export type SkuLookUp = {
  /** Of those that there are. */
  cards(skuIds: readonly SkuId[], language: Language): Promise<ReadonlyMap<SkuId, SkuCard>>;
  /** The SKU of each of these codes; unknown ones are not in the answer. */
  byCodes(codes: readonly string[]): Promise<ReadonlyMap<string, SkuId>>;
  /**
   * SKUs whose code begins so, or whose product has all these words in its name, by rising id. `after`: the last of the page
   * before. Empty where the text holds neither.
   */
  search(text: string, after: SkuId | undefined, limit: number): Promise<readonly SkuId[]>;
};

const CODE = /^[A-Z0-9-]{1,40}$/;

export function makeSkuLookUp({
  database,
  mediaStore,
}: {
  readonly database: Database;
  readonly mediaStore: MediaStore;
}): SkuLookUp {
  return {
    async cards(skuIds, language) {
      if (skuIds.length === 0) return new Map();
      const rows = await findSkuCards(database, skuIds);
      return new Map(
        rows.map(({ nameEn, image, ...row }) => [
          row.skuId,
          {
            ...row,
            name: language === 'en' && nameEn !== '' ? nameEn : row.name,
            image: image === null ? null : toImage(image, mediaStore, image.alt),
          },
        ]),
      );
    },
    byCodes: (codes) => findSkuIds(database, codes),
    async search(text, after, limit) {
      const q = text.trim().slice(0, LONGEST_QUERY);
      const code = CODE.test(q.toUpperCase()) ? q.toUpperCase() : undefined;
      // The first tier: all words in the title.
      const words = readQuery(q, await loadSegmenter(), false)[0]?.query;
      if (code === undefined && words === undefined) return [];
      return searchSkuIds(database, { code, words, after, limit });
    },
  };
}
