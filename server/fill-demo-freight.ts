import type { Clock } from './kernel/clock.ts';
import { newUuid } from './kernel/ids.ts';
import { fen } from './kernel/money.ts';
import { insertFreightTemplate, tellOfPrices, type FreightTemplateRow } from './modules/pricing/index.ts';
import { inTransaction, type Database } from './platform/database.ts';

const yuan = (amount: number) => fen(amount * 100);
const NO_SURCHARGE = { surchargeAmount: yuan(0) };
/** 新疆、西藏、青海、内蒙古、宁夏、甘肃、海南. */
const REMOTE = ['65', '54', '63', '15', '64', '62', '46'];

/** What goods of the demo catalogue go by, by the names that it has for them. Those that name none go by the default. */
const TEMPLATES: readonly Pick<FreightTemplateRow, 'name' | 'definition'>[] = [
  {
    name: '大件按体积',
    definition: {
      basis: 'volume',
      rows: [
        {
          ...{ regions: [], firstUnits: 100_000, firstAmount: yuan(30), ...NO_SURCHARGE, days: [3, 7] },
          ...{ furtherUnits: 100_000, furtherAmount: yuan(20) },
        },
        {
          ...{ regions: REMOTE, firstUnits: 100_000, firstAmount: yuan(80), ...NO_SURCHARGE, days: [7, 15] },
          ...{ furtherUnits: 100_000, furtherAmount: yuan(60) },
        },
        {
          ...{ regions: ['31', '32', '33'], firstUnits: 100_000, firstAmount: yuan(20), ...NO_SURCHARGE },
          ...{ furtherUnits: 100_000, furtherAmount: yuan(10), days: [2, 4] },
        },
      ],
      notServed: [],
    },
  },
  {
    name: '易碎按重量',
    definition: {
      basis: 'weight',
      rows: [
        {
          ...{ regions: [], firstUnits: 1_000, firstAmount: yuan(10), ...NO_SURCHARGE, days: [2, 4] },
          ...{ furtherUnits: 500, furtherAmount: yuan(3) },
        },
        {
          ...{ regions: REMOTE, firstUnits: 1_000, firstAmount: yuan(15), surchargeAmount: yuan(10) },
          ...{ furtherUnits: 500, furtherAmount: yuan(6), days: [5, 9] },
        },
      ],
      notServed: [],
    },
  },
  {
    name: '生鲜冷链',
    definition: {
      basis: 'weight',
      rows: [
        {
          ...{ regions: [], firstUnits: 3_000, firstAmount: yuan(18), ...NO_SURCHARGE, days: [1, 2] },
          ...{ furtherUnits: 1_000, furtherAmount: yuan(4) },
        },
      ],
      notServed: ['65', '54'],
      free: { fromAmount: yuan(159), mode: 'or' },
    },
  },
];

/** The freight templates of a new demo shop, besides its default. */
export async function fillDemoFreight(database: Database, clock: Clock): Promise<void> {
  await inTransaction(database, async (tx) => {
    // A moment after each other, which is the order of their list.
    for (const [n, template] of TEMPLATES.entries()) {
      const at = new Date(clock.now().getTime() + n);
      await insertFreightTemplate(
        tx,
        { ...template, templateId: newUuid(at), isDefault: false, version: 1 },
        at,
      );
    }
    await tellOfPrices(tx);
  });
}
