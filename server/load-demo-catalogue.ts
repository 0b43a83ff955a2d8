import { fileURLToPath } from 'node:url';
import type { Clock } from './kernel/clock.ts';
import { hasProducts, importCatalogue } from './modules/catalog/index.ts';
import { setOnHand } from './modules/stock/index.ts';
import type { Database } from './platform/database.ts';
import type { MediaStore } from './platform/media-store.ts';

const FILE = fileURLToPath(new URL('../demo/catalogue.jsonl', import.meta.url));

/** Fills the shelves of a new demo shop. A shop that has products already is left as it is. */
export async function loadDemoCatalogue(options: {
  database: Database;
  mediaStore: MediaStore;
  clock: Clock;
  onProgress(sentence: string): void;
}): Promise<void> {
  if (await hasProducts(options.database)) return;
  let told = -1;
  const outcome = await importCatalogue({
    file: FILE,
    database: options.database,
    mediaStore: options.mediaStore,
    clock: options.clock,
    setOnHand,
    onProgress({ done, total }) {
      const tenths = Math.floor((done / total) * 10);
      if (tenths === told) return;
      told = tenths;
      options.onProgress(`正在载入演示商品 / loading the demo shop: ${tenths * 10}%`);
    },
  });
  if (!outcome.ok)
    throw new Error(`the demo catalogue cannot be loaded: ${JSON.stringify(outcome.error).slice(0, 2_000)}`);
  const { products, skus } = outcome.value;
  options.onProgress(
    `已载入 ${products} 种商品、${skus} 个规格 / ${products} products and ${skus} SKUs are on the shelves`,
  );
}
