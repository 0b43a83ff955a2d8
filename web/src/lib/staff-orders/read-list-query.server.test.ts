import { expect, test } from 'vitest';
import { listHref, NO_QUERY } from './list-query.ts';
import { readListQuery, toStaffQuery } from './read-list-query.server.ts';

const at = (query: string): URL => new URL(`http://localhost/admin/orders?${query}`);
/** Half past three in the morning of the 27th in Shanghai: the 26th in UTC. */
const NOW = new Date('2026-11-26T19:30:00Z');

test('what an address asks for comes back in the addresses that the list makes of it', () => {
  const query = readListQuery(
    at('state=shipped&q=%20KS%20Air&placed=7&sku=42&gateway=sandbox&flag=%E5%8A%A0%E6%80%A5'),
  );
  expect(query).toEqual({
    ...NO_QUERY,
    ...{ tab: 'shipped', q: 'KS Air', placed: '7', sku: '42', gateway: 'sandbox', flag: '加急' },
  });
  expect(readListQuery(at(listHref(query).split('?')[1]!))).toEqual(query);
  expect(listHref(query, NO_QUERY)).toBe('/admin/orders');
});

test('an address with something else asks for nothing', () => {
  expect(readListQuery(at('state=toString&placed=8&from=2026-13-01&sku=x&gateway=A%27'))).toEqual(NO_QUERY);
});

test('days are those of the shop, from their beginning in Shanghai', () => {
  const within = (query: string) => toStaffQuery(readListQuery(at(query)), NOW);
  expect(within('placed=today')).toEqual({ placedFrom: new Date('2026-11-26T16:00:00Z') });
  expect(within('placed=yesterday')).toEqual({
    ...{ placedFrom: new Date('2026-11-25T16:00:00Z'), placedTo: new Date('2026-11-26T16:00:00Z') },
  });
  expect(within('placed=7')).toEqual({ placedFrom: new Date('2026-11-20T16:00:00Z') });
  expect(within('from=2026-11-01&to=2026-11-01')).toEqual({
    ...{ placedFrom: new Date('2026-10-31T16:00:00Z'), placedTo: new Date('2026-11-01T16:00:00Z') },
  });
  expect(within('state=shipped')).toEqual({ states: ['partly_shipped', 'shipped'] });
});
