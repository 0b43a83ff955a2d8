import { expect, test } from 'vitest';
import { fen } from '../../../kernel/money.ts';
import { loadRegions } from '../../addresses/index.ts';
import type { FreightRow } from '../freight.ts';
import { checkTemplate, warnOfTemplate } from './check-template.decide.ts';
import type { TemplateDefinition } from './freight-template.ts';
import { cityKey, readRegionKeys } from './region-keys.ts';
import { tellFault } from './template-words.ts';
import { tryTemplate } from './try-template.decide.ts';

const { tree } = loadRegions();
const keys = readRegionKeys(tree);
const row = (regions: readonly string[], more: Partial<FreightRow> = {}): FreightRow => ({
  ...{ regions, firstUnits: 1_000, firstAmount: fen(1_000), furtherUnits: 500, furtherAmount: fen(300) },
  ...{ surchargeAmount: fen(0), ...more },
});
const template = (more: Partial<TemplateDefinition> = {}): TemplateDefinition => ({
  ...{ basis: 'weight', rows: [row([])], notServed: [], ...more },
});
const faultsOf = (more: Partial<TemplateDefinition>, name = '普通'): string[] =>
  checkTemplate({ name, definition: template(more) }, { keys, otherNames: ['冷链'] }).map(
    (one) => `${one.field} ${tellFault(one).zh}`,
  );

test('a row can name every province, city and district, and each of them by one code', () => {
  for (const province of tree)
    for (const city of province.children) {
      expect(keys.isKnown(cityKey(province, city))).toBe(true);
      for (const { code } of city.children) {
        expect(keys.isKnown(code)).toBe(true);
        // A district is found by the code of its city.
        expect([code, code.slice(0, 4), code.slice(0, 2)]).toContain(cityKey(province, city));
      }
    }
  expect(keys.nameOf('3301')).toBe('浙江省杭州市');
  expect(keys.nameOf('50')).toBe('重庆市');
  // Counties of Chongqing do not begin with 5001, and what stands right under a province shares its four digits with others.
  expect(['5001', '4190', '710101', '33011'].filter((key) => keys.isKnown(key))).toEqual([]);
});

test('what is wrong is told by the field, with the region by its name', () => {
  expect(faultsOf({})).toEqual([]);
  expect(faultsOf({ rows: [] }, ' ')).toEqual(['name 请填写名称', 'rows 至少要有一行运费']);
  expect(faultsOf({ rows: [row([]), row(['33', '3301']), row(['33', '99'])] })).toEqual([
    'rows.2.regions “浙江省”填了两次',
    'rows.2.regions 没有“99”这个地区',
  ]);
  expect(faultsOf({ rows: [row([]), row([], { days: [5, 3] })] })).toEqual([
    'rows.1.regions “其他地区”只能有一行，请为这一行选地区',
    'rows.1.days 最早的天数不能比最晚的多',
  ]);
  expect(faultsOf({ rows: [row(['5401'])], notServed: ['54', '54'] })).toEqual([
    'rows.0.regions “西藏自治区拉萨市”在不配送地区里，这里不会用到',
    'notServed “西藏自治区”填了两次',
  ]);
  expect(faultsOf({ free: { mode: 'or' } })).toEqual(['free 包邮要写明满多少钱或多少件']);
});

test('freight is never more than an order may come to, and no template makes it a number that cannot be', () => {
  const dear = row([], { firstUnits: 1, furtherUnits: 1, furtherAmount: fen(10_000_000) });
  const goods = { regionCode: '110105', pieces: 100_000, weightGrams: 100_000_000 };
  const definition = template({ rows: [dear] });
  expect(tryTemplate(definition, 'after_all_discounts', goods)).toMatchObject({ amount: 10_000_000_000 });
  const few = { ...goods, pieces: 1, weightGrams: 1_000 };
  expect(tryTemplate(definition, 'after_all_discounts', few)).toMatchObject({ amount: 9_990_001_000 });
});

test('what may not be meant is warned of, and saved all the same', () => {
  const warningsOf = (definition: TemplateDefinition, isDefault = false, unmeasured = 0) =>
    warnOfTemplate(definition, { isDefault, unmeasured }).map(({ warning }) => warning);
  expect(warningsOf(template())).toEqual([]);
  expect(warningsOf(template({ rows: [row(['33'])] }), true)).toEqual([
    'no_elsewhere',
    'default_not_everywhere',
  ]);
  const far = row(['65'], { surchargeAmount: fen(1_000) });
  const free = { mode: 'or', fromAmount: fen(9_900) } as const;
  expect(warningsOf(template({ rows: [row([]), far], free }), false, 3)).toEqual([
    'free_covers_surcharge',
    'goods_unmeasured',
  ]);
});

test('a trial tells which row counts, and what is free by which basis', () => {
  const definition = template({
    rows: [row([], { days: [2, 3] }), row(['65', '3301'], { surchargeAmount: fen(500) })],
    notServed: ['54'],
    free: { mode: 'or', fromAmount: fen(20_000) },
  });
  const tried = (regionCode: string, weightGrams: number, amount = 0) =>
    tryTemplate(definition, 'after_all_discounts', {
      regionCode,
      pieces: 2,
      weightGrams,
      amount: fen(amount),
    });
  // 2,002 g: a first kilogram and three further half ones that are begun.
  expect(tried('110105', 1_001)).toEqual({
    ...{
      isServed: true,
      amount: 1_900,
      row: 0,
      units: 2_002,
      isFree: false,
      missingAmount: 20_000,
      days: [2, 3],
    },
  });
  expect(tried('330106', 500, 19_999)).toMatchObject({ amount: 1_500, row: 1, missingAmount: 1 });
  expect(tried('650102', 5_000, 20_000)).toMatchObject({ amount: 0, isFree: true });
  expect(tried('540102', 500)).toEqual({ isServed: false });
  // Goods that nobody has weighed are not carried for nothing.
  expect(tried('110105', 0)).toMatchObject({ amount: 1_000, units: 0 });
});
