import { expect, test } from 'vitest';
import { PERMISSIONS } from '#server/kernel/permission.ts';
import { groupsFor } from '../office/office-places.ts';
import { findItems, paletteItems } from './palette-items.ts';

const hrefs = (list: readonly { readonly href: string }[]) => list.map(({ href }) => href);

test('the palette leads nowhere that a person may not go, and to no act that they may not do', () => {
  const open = groupsFor([]).flatMap(({ places }) => places.map(({ path }) => path));
  expect(hrefs(paletteItems([]))).toEqual([...open, '/admin/me']);
  expect(hrefs(paletteItems(['members:read']))).not.toContain('/admin/members?invite');
  expect(hrefs(paletteItems(PERMISSIONS))).toContain('/admin/members?invite');
});

test('no two places have the same keys', () => {
  const keys = paletteItems(PERMISSIONS).flatMap((item) => item.keys ?? []);
  expect(keys.length).toBeGreaterThan(3);
  expect(new Set(keys).size).toBe(keys.length);
});

test('a place is found by its name and by its address, whatever the case', () => {
  for (const typed of ['待处理', 'CASES', ' cases '])
    expect(hrefs(findItems(PERMISSIONS, typed).items), typed).toContain('/admin/cases');
  expect(findItems(PERMISSIONS, 'nothing of the kind').items).toEqual([]);
});
