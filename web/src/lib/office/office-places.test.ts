import { expect, test } from 'vitest';
import { PERMISSIONS } from '#server/kernel/permission.ts';
import { ACCESS } from '../access/access.server.ts';
import { groupsFor, placeAt } from './office-places.ts';

const placesOf = (permissions: readonly string[]) => groupsFor(permissions).flatMap(({ places }) => places);

test('every place says the permission that its page says', () => {
  for (const { path, needs } of placesOf(PERMISSIONS))
    expect(ACCESS[`/(office)${path}`], path).toEqual(needs === undefined ? 'staff' : { staff: needs });
});

test('who may do nothing sees what is everybody’s alone, and no heading without a place', () => {
  expect(placesOf([])[0]).toEqual(placeAt('/admin'));
  expect(placesOf([]).filter(({ needs }) => needs !== undefined)).toEqual([]);
  expect(groupsFor([]).filter(({ places }) => places.length === 0)).toEqual([]);
});

test('a page belongs to the place that its address begins with, and any other to the overview', () => {
  expect(placeAt('/admin/cases/7').path).toBe('/admin/cases');
  expect(placeAt('/admin/casesque').path).toBe('/admin');
  expect(placeAt('/elsewhere').path).toBe('/admin');
});
