import { expect, test } from 'vitest';
import { pricePage, type Priced } from './price-page.server.ts';

const priced = (id: string, method: string, search = ''): number =>
  pricePage({
    route: { id },
    locals: {},
    request: new Request(`http://localhost/${search}`, { method }),
    url: new URL(`http://localhost/${search}`),
  } as Priced);

test('looking at the pages for passwords costs no more than any page; hashing one and judging one do', () => {
  for (const id of ['/login/password', '/(shop)/account/password']) {
    expect(priced(id, 'GET')).toBe(0);
    expect(priced(id, 'POST', '?/save')).toBeGreaterThanOrEqual(20);
  }
  expect(priced('/(shop)/account/password', 'POST', '?/judge')).toBe(5);
  expect(priced('/(shop)/account', 'POST')).toBe(0);
});
