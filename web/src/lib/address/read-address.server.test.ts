import { expect, test } from 'vitest';
import type { Region } from '#server/modules/addresses/index.ts';
import { draftAddress, NO_ADDRESS, readAddress } from './read-address.server.ts';

const region = (code: string, name: string, children: Region[] = []): Region => ({ code, name, children });
const REGIONS = [
  region('410000', '河南省', [
    region('410100', '郑州市', [region('410102', '中原区'), region('410103', '二七区')]),
    region('419001', '济源市', [region('419001', '济源市')]),
  ]),
];
const DIVISIONS = { regions: () => REGIONS, regionsAsOf: '2026-10-06' };
const chosen = (province: string, city: string, regionCode = '') =>
  draftAddress(DIVISIONS, { ...NO_ADDRESS, province, city, regionCode }).values;

test('the only district of a city is chosen with it', () => {
  expect(chosen('410000', '419001')).toMatchObject({ city: '419001', regionCode: '419001' });
  expect(chosen('410000', '419001', '410102')).toMatchObject({ regionCode: '419001' });
  expect(chosen('410000', '410100')).toMatchObject({ city: '410100', regionCode: '' });
  expect(chosen('410000', '410100', '419001')).toMatchObject({ regionCode: '' });
  expect(chosen('410000', '')).toMatchObject({ city: '', regionCode: '' });
});

test('a district that is offered no more leads to its city, where another is to be chosen', () => {
  const { values, levels } = draftAddress(DIVISIONS, { ...NO_ADDRESS, regionCode: '410171' });
  expect(values).toMatchObject({ province: '410000', city: '410100', regionCode: '' });
  expect(levels.districts).toHaveLength(2);
  expect(levels.asOf).toBe('2026-10-06');
});

test('an address is read without what came with it out of another program', () => {
  const form = new FormData();
  const typed = {
    recipient: '\u202a王五\u200b\u202c',
    phone: '\u202d138 0013–8000\u202c',
    street: '\ufeffＢ座　１０１\t',
  };
  for (const [name, value] of Object.entries(typed)) form.set(name, value);
  expect(readAddress(form, DIVISIONS).values).toMatchObject({
    recipient: '王五',
    phone: '13800138000',
    street: 'B座 101',
  });
});
