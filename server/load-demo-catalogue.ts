import { fileURLToPath } from 'node:url';
import type { Clock } from './kernel/clock.ts';
import { beginDraft, hasProducts, importCatalogue } from './modules/catalog/index.ts';
import { fillDemoFreight } from './fill-demo-freight.ts';
import { templatesOfGoods } from './modules/pricing/index.ts';
import { setOnHand } from './modules/stock/index.ts';
import type { Database } from './platform/database.ts';
import type { MediaStore } from './platform/media-store.ts';

/** Which of them the back office shows as planned, and which as a draft. */
const PLANNED = 'hand-tied-lantern';
const DRAFT = 'new-year-gift-box';
const PLANNED_IN_MS = 3 * 24 * 3_600_000;
const DAY_MS = 24 * 3_600_000;
/** What is discounted in the demo was asked in full from two months ago until ten days ago; all else what it is asked now. */
const SOLD_FOR_DAYS = 60;
const DISCOUNTED_FOR_DAYS = 10;
const FILE = fileURLToPath(new URL('../demo/catalogue.jsonl', import.meta.url));

/** Fills the shelves of a new demo shop. A shop that has products already is left as it is: then false. */
export async function loadDemoCatalogue(options: {
  database: Database;
  mediaStore: MediaStore;
  clock: Clock;
  onProgress(sentence: string): void;
}): Promise<boolean> {
  if (await hasProducts(options.database)) return false;
  await fillDemoFreight(options.database, options.clock);
  let told = -1;
  const outcome = await importCatalogue({
    file: FILE,
    database: options.database,
    mediaStore: options.mediaStore,
    clock: options.clock,
    setOnHand,
    freightTemplates: templatesOfGoods,
    askedBefore({ price, originalPrice }, at) {
      const ago = (days: number): Date => new Date(at.getTime() - days * DAY_MS);
      const [begun, discounted] = [ago(SOLD_FOR_DAYS), ago(DISCOUNTED_FOR_DAYS)];
      if (originalPrice == null) return [{ price, since: begun, until: null }];
      return [
        { price: originalPrice, since: begun, until: discounted },
        { price, since: discounted, until: null },
      ];
    },
    takesSales: true,
    onProgress({ done, total }) {
      const tenths = Math.floor((done / total) * 10);
      if (tenths === told) return;
      told = tenths;
      options.onProgress(`正在载入演示商品 / loading the demo shop: ${tenths * 10}%`);
    },
  });
  if (!outcome.ok)
    throw new Error(`the demo catalogue cannot be loaded: ${JSON.stringify(outcome.error).slice(0, 2_000)}`);
  await beginDraft(options.database, PLANNED, new Date(options.clock.now().getTime() + PLANNED_IN_MS));
  await beginDraft(options.database, DRAFT, null);
  const { products, skus } = outcome.value;
  options.onProgress(
    `已载入 ${products} 种商品、${skus} 个规格 / ${products} products and ${skus} SKUs are on the shelves`,
  );
  return true;
}
