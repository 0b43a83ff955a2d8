import { expect, test } from 'vitest';
import type { Region } from '#server/modules/addresses/index.ts';
import { parentsOf, regionLevels, regionsUnder } from './find-regions.server.ts';

const region = (code: string, name: string, children: Region[] = []): Region => ({ code, name, children });
const REGIONS = [
  region('310000', '上海市', [region('310100', '上海市', [region('310115', '浦东新区')])]),
  region('440000', '广东省', [
    region('440100', '广州市', [region('440106', '天河区')]),
    region('440300', '深圳市', [region('440305', '南山区')]),
  ]),
];

test('what lies right under a province or a city is found by its code', () => {
  expect(regionsUnder(REGIONS, '440300')).toEqual([{ code: '440305', name: '南山区' }]);
  expect(regionsUnder(REGIONS, '999999')).toBeUndefined();
});

test('a district leads back to its city and its province', () => {
  expect(parentsOf(REGIONS, '440305')).toEqual({ province: '440000', city: '440300' });
  expect(parentsOf(REGIONS, '999999')).toEqual({ province: '', city: '' });
  expect(parentsOf(REGIONS, '440371')).toEqual({ province: '440000', city: '440300' });
});

test('a city of another province is no choice any more', () => {
  const { cities, districts, city } = regionLevels(REGIONS, { province: '440000', city: '310100' });
  expect([cities.length, districts.length, city]).toEqual([2, 0, '']);
});

test('a province with one city has nothing to choose there', () => {
  const levels = regionLevels(REGIONS, { province: '310000', city: '' });
  expect([levels.city, levels.districts[0]?.name]).toEqual(['310100', '浦东新区']);
});
