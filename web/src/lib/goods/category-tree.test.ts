import { expect, test } from 'vitest';
import { placeOfDrop, treeRows } from './category-tree.ts';

const category = (id: string, parentId: string | null = null) => ({ id, parentId, name: id, nameEn: id });
const rows = treeRows([
  category('a'),
  category('b'),
  category('c'),
  category('a1', 'a'),
  category('a2', 'a'),
]);

test('a tree is told from its top down, and each row knows where one step leads', () => {
  expect(rows.map(({ id, depth, up, down }) => [id, depth, up, down])).toEqual([
    ['a', 0, undefined, 'c'],
    ['a1', 1, undefined, ''],
    ['a2', 1, 'a1', undefined],
    ['b', 0, 'a', ''],
    ['c', 0, 'b', undefined],
  ]);
});

test('what is dropped stands before a row, after it or within it', () => {
  expect(placeOfDrop(rows, { id: 'b', place: 'before' })).toEqual({ parentId: '', beforeId: 'b' });
  expect(placeOfDrop(rows, { id: 'a', place: 'after' })).toEqual({ parentId: '', beforeId: 'b' });
  expect(placeOfDrop(rows, { id: 'a2', place: 'after' })).toEqual({ parentId: 'a', beforeId: '' });
  expect(placeOfDrop(rows, { id: 'c', place: 'into' })).toEqual({ parentId: 'c', beforeId: '' });
});
