import { expect, test } from 'vitest';
import { factsOf } from './read-statement.ts';

const NOTHING = { reads: [], writes: [], locks: [], isBatchInsert: false };

test.each([
  ['select 1', { verb: 'select' }],
  ['begin', { verb: 'other' }],
  ['analyze skus', { verb: 'other', reads: ['skus'] }],
  [
    'select o.no from orders o join order_lines l using (no)',
    { verb: 'select', reads: ['order_lines', 'orders'] },
  ],
  ['select from orders for update', { verb: 'select', reads: ['orders'], locks: ['orders'] }],
  [
    'select from orders o join customers c using (customer_id) for no key update of o',
    { verb: 'select', reads: ['customers', 'orders'], locks: ['orders'] },
  ],
  ['insert into orders (no) values ($1), ($2)', { verb: 'insert', writes: ['orders'] }],
  [
    'insert into orders (no) select no from unnest($1::text[]) as u (no)',
    { verb: 'insert', writes: ['orders'], isBatchInsert: true },
  ],
  [
    'update orders set no = 1 where exists (select from payments)',
    { verb: 'update', reads: ['payments'], writes: ['orders'] },
  ],
  [
    'delete from cart_lines where sku_id in (select sku_id from cart_lines limit 1)',
    { verb: 'delete', reads: ['cart_lines'], writes: ['cart_lines'] },
  ],
  [
    'with gone as (delete from cart_lines returning sku_id) select sku_id from gone',
    { verb: 'select', writes: ['cart_lines'] },
  ],
  ['select from graphile_worker.jobs', { verb: 'select', reads: ['graphile_worker.jobs'] }],
] as const)('what a statement does is read: %s', async (sql, facts) => {
  expect(await factsOf(sql)).toEqual({ ...NOTHING, ...facts });
});

test('what is no SQL is refused, with what the parser says', async () => {
  await expect(factsOf('select from from')).rejects.toThrow('syntax error at or near "from"');
});
