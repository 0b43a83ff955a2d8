import { expect, test } from 'vitest';
import { loadRegions } from '#server/modules/addresses/index.ts';
import { readRegionKeys } from '#server/modules/pricing/freight-templates/region-keys.ts';
import { readDefinition } from './draft-to-template.server.ts';
import { EMPTY_DRAFT } from './freight-draft.ts';
import { readUnits, typedUnits } from './freight-units.ts';
import { viewPlaces } from './pick-regions.server.ts';
import { readDraft } from './read-freight.server.ts';

function formOf(...fields: readonly (readonly [string, string])[]): FormData {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return form;
}
const { tree } = loadRegions();
const names = { provinces: tree, nameOf: readRegionKeys(tree).nameOf };

test('units are typed in pieces, kilograms and cubic metres, and kept in pieces, grams and cm³', () => {
  const typed = [
    ['piece', '3', 3],
    ['weight', '1.5', 1_500],
    ['weight', '0.001', 1],
    ['volume', '0.1', 100_000],
    ['volume', '2', 2_000_000],
  ] as const;
  for (const [basis, text, units] of typed) {
    expect(readUnits(basis, text)).toBe(units);
    expect(typedUnits(basis, units)).toBe(text);
  }
  expect(readUnits('weight', '１．５ 公斤')).toBe(1_500);
  expect([readUnits('piece', '1.5'), readUnits('weight', '1.2345'), readUnits('volume', '-1')]).toEqual([
    ...[undefined, undefined, undefined],
  ]);
});

test('what lies within a region that is chosen goes with it, and a row that is dropped takes its regions along', () => {
  const rows = [
    ['row', '0'],
    ['row', '1'],
    ['region-row-0', '33'],
    ['region-row-0', '3301'],
    ['region-row-0', '330106'],
    ['region-row-0', '3205'],
    ['region-row-1', '54'],
    ['region-row-1', 'x'],
  ] as const;
  expect(readDraft(formOf(...rows)).rows.map(({ regions }) => regions)).toEqual([['33', '3205'], ['54']]);
  expect(readDraft(formOf(...rows, ['drop', '0'])).rows.map(({ regions }) => regions)).toEqual([['54']]);
  const more = readDraft(formOf(...rows, ['add', 'row']));
  expect([more.rows.length, more.picking]).toEqual([3, { place: 'row-2', open: '' }]);
});

test('a picker opens a province and a city, keeps what it does not show, and tells whose a region is already', () => {
  const [row] = EMPTY_DRAFT.rows;
  const draft = {
    ...EMPTY_DRAFT,
    rows: [{ ...row!, regions: ['3302', '330106', '5401', '99'] }],
    notServed: ['65'],
    picking: { place: 'row-0', open: '330100' },
  };
  const { said, picker } = viewPlaces(draft, names).rows[0]!;
  expect(said).toContain('浙江省宁波市');
  const zhejiang = picker!.choices.find(({ key }) => key === '33')!;
  expect([zhejiang.within, zhejiang.isChosen]).toEqual([2, false]);
  const hangzhou = zhejiang.inner!.find(({ key }) => key === '3301')!;
  expect(hangzhou.inner!.find(({ key }) => key === '330106')).toMatchObject({
    name: '西湖区',
    isChosen: true,
  });
  expect(picker!.rest).toEqual(['5401']);
  expect(picker!.gone.map(({ key }) => key)).toEqual(['99']);
  expect(picker!.choices.find(({ key }) => key === '65')!.taken).toBeDefined();
  // A municipality is one city: its districts stand right below it.
  const open = { ...draft, picking: { place: 'row-0', open: '310000' } };
  const shanghai = viewPlaces(open, names).rows[0]!.picker!.choices.find(({ key }) => key === '31')!;
  expect(shanghai.inner!.every(({ key }) => key.length === 6)).toBe(true);
});

test('what cannot be read is told at its field', () => {
  const typed = { ...EMPTY_DRAFT.rows[0]!.typed, firstAmount: '八元钱', furtherAmount: '', daysTo: '91' };
  const free = { ...EMPTY_DRAFT.free, amount: 'x', pieces: '0' };
  const read = readDefinition({ ...EMPTY_DRAFT, rows: [{ regions: [], typed }], free });
  expect('errors' in read && Object.keys(read.errors)).toEqual([
    ...['row-0-firstAmount', 'row-0-furtherAmount', 'row-0-days', 'freeAmount', 'freePieces'],
  ]);
});
