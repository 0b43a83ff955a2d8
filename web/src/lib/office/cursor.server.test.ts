import { expect, test } from 'vitest';
import { cutPage, readCursor } from './cursor.server.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const at = (after: string): URL => new URL(`http://localhost/admin/cases?after=${after}`);

test('the cursor of a page leads to the one after it, and the last page has none', () => {
  const id = '0192f1c2-7e1c-7aa0-8c11-2c3f5e0d9a10';
  const list = [1, 2, 3].map((n) => ({ n, at: new Date(n * 1000), id }));
  const page = cutPage(list, 2, (last) => last);
  expect(page).toEqual({ items: list.slice(0, 2), after: `2000-${id}` });
  expect(readCursor(at(page.after!), UUID)).toEqual({ at: new Date(2000), id });
  expect(cutPage(list, 3, (last) => last)).toEqual({ items: list, after: undefined });
});

test('an address with something else begins at the first page', () => {
  for (const after of ['', 'x', '12', '12-', '99999999999999999-12', '12-34', `1-${'0'.repeat(40)}`])
    expect(readCursor(at(after), UUID), after).toBeUndefined();
});
