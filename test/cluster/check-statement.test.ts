import { expect, test } from 'vitest';
import { checkStatement, inWords } from './check-statement.ts';
import { kindsOfMigrations } from './kinds-of-migrations.ts';

const kinds = kindsOfMigrations();
const rulesOf = async (sql: string): Promise<string[]> => [
  ...new Set((await checkStatement(sql, kinds)).map(({ rule }) => rule)),
];

// As they stood in the program when it was tried on a cluster, which refused them or asked every shard.
test.each([
  [
    'devices: a query looked into by what is returned',
    `with known as (select device_hash from customer_devices where customer_id = $1)
     insert into customer_devices as d (customer_id, device_hash, first_seen_at, last_seen_at, proved_at)
     select customer_id, $2, $3::timestamptz, $3, case when $5 then $3 end
     from sessions where customer_id = $1 and token_hash = $4
     on conflict (customer_id, device_hash) do update set
       last_seen_at = greatest(d.last_seen_at, excluded.last_seen_at),
       proved_at = greatest(d.proved_at, excluded.proved_at)
     returning exists (select from known) and not exists (select from known where device_hash = $2)`,
    ['returns its row alone'],
  ],
  [
    'devices: jobs added by a statement that may run on any machine',
    `with known as (select device_hash from customer_devices where customer_id = $1),
       noted as (
         insert into customer_devices as d (customer_id, device_hash, first_seen_at, last_seen_at, proved_at)
         select customer_id, $2, $3::timestamptz, $3, case when $5 then $3 end
         from sessions where customer_id = $1 and token_hash = $4
         on conflict (customer_id, device_hash) do update set last_seen_at = greatest(d.last_seen_at, excluded.last_seen_at)
         returning device_hash),
       decided (is_so) as (
         select exists (select from known) and not exists (select from known where device_hash = $2) from noted)
     select graphile_worker.add_job(job.name, job.payload, max_attempts => $8::int)
     from decided, unnest($6::text[], $7::json[]) as job (name, payload) where decided.is_so`,
    ['calls the coordinator alone'],
  ],
  [
    'cart: a parameter on conflict',
    `insert into cart_lines as c (customer_id, sku_id, quantity, seen_price_fen, added_at, touched_at)
     select $1, sku, q, price, $3, $3 from json_to_recordset($2::json) as l (sku bigint, q int, price bigint)
     on conflict (customer_id, sku_id) do update set
       quantity = case when $4 then least(999, c.quantity + excluded.quantity) else excluded.quantity end,
       seen_price_fen = excluded.seen_price_fen, touched_at = excluded.touched_at`,
    ['casts parameters on conflict'],
  ],
  [
    'cart: a batch without its keys',
    `delete from cart_lines using unnest($1::text[], $2::bigint[]) as l (customer_id, sku_id)
     where cart_lines.customer_id = l.customer_id collate "C" and cart_lines.sku_id = l.sku_id`,
    ['says its key'],
  ],
  [
    'passwords: a look-up joined with customers',
    `select p.customer_id as "customerId", w.hash from (select phone_hash, customer_id from customer_phones) p
     join passwords w on w.customer_id = p.customer_id where p.phone_hash = $1`,
    ['says its key', 'joins one group'],
  ],
  [
    'slow-down: an interval taken from a time',
    `insert into attempt_counters as c (subject, count, expires_at)
     values ($1, 1, $2::timestamptz + make_interval(secs => $6))
     on conflict (subject) do update set
       count = case when c.expires_at <= $2 then 1 else c.count + 1 end, expires_at = excluded.expires_at
     where c.expires_at <= $2 or c.count < $3::integer
       or $2 >= c.expires_at - make_interval(secs => $6) + make_interval(secs => least($5::float8, $4::float8))`,
    ['writes by what is immutable'],
  ],
  [
    'sessions: an interval added to a time',
    `with prolonged as (
       update sessions set last_seen_at = $3, expires_at = least($5, created_at + make_interval(secs => $7)),
         place = coalesce(nullif($6, ''), place)
       where customer_id = $1 and token_hash = $2 and expires_at > $3 and last_seen_at <= $4
       returning expires_at)
     select coalesce((select expires_at from prolonged), s.expires_at) from sessions s where s.customer_id = $1`,
    ['writes by what is immutable'],
  ],
  ['import: analyze', 'analyze categories, products, skus, shelf', ['is no upkeep in a transaction']],
  [
    'rotation: the keys of all customers held',
    `select k.customer_id, k.version from data_keys k
     where k.kek_id in (select id from key_encryption_keys where purpose = 'data-keys' and retired_at is not null)
     limit $1 for no key update`,
    ['locks by one key'],
  ],
  [
    'rotation: a batch without its keys',
    `update data_keys k set kek_id = v.kek_id, wrapped = v.wrapped
     from unnest($1::text[], $2::integer[], $3::integer[], $4::bytea[]) as v (customer_id, version, kek_id, wrapped)
     where k.customer_id = v.customer_id and k.version = v.version`,
    ['says its key'],
  ],
  [
    'reseal: to_jsonb of a column',
    `update orders t set sealed = jsonb_set(t.sealed, '{text}', to_jsonb(encode(v.envelope, 'hex')))
     from unnest($2::bytea[], $3::text[]) as v (envelope, k0) where t.customer_id = $1 and t.order_no::text = v.k0`,
    ['writes by what is immutable'],
  ],
  [
    'addresses: a batch without its keys',
    `select a.customer_id, k.version from unnest($1::text[], $2::uuid[]) as w (customer_id, address_id)
     join addresses a on a.customer_id = w.customer_id and a.address_id = w.address_id
     join (select customer_id, version from data_keys) k on k.customer_id = w.customer_id`,
    ['says its key'],
  ],
  [
    'placing: a batch without its keys',
    `select o.order_no from unnest($1::text[], $2::text[]) as w (customer_id, key)
     join orders o on o.customer_id = w.customer_id collate "C" and o.idempotency_key = w.key`,
    ['says its key'],
  ],
  [
    'budgets: counters of several subjects held',
    `update attempt_counters c set count = c.count - 1
     from (select subject from attempt_counters where subject = any($1::bytea[]) and expires_at > $2
       order by subject for update) held
     where c.subject = held.subject and c.count > 0`,
    ['says its key', 'locks by one key'],
  ],
  [
    'codes: a key that only another part says',
    `with held as (
       select phone_hash, asker_hash from sign_in_codes where phone_hash = $1 and network_hash = $2 for update)
     update sign_in_codes c set network_tries_left = c.network_tries_left - 1 from held
     where c.phone_hash = held.phone_hash and c.asker_hash = held.asker_hash`,
    ['says its key'],
  ],
  [
    'third parties: two groups in one statement',
    `with unlinked as (
       delete from login_links where customer_id = $1 and provider = $2 returning subject_hash)
     delete from login_subjects s using unlinked u
     where s.provider = $2 and s.subject_hash = u.subject_hash and s.customer_id = $1`,
    ['says its key', 'joins one group'],
  ],
])('a fault of the trial is found when it is put back: %s', async (_what, sql, rules) => {
  expect(await rulesOf(sql)).toEqual(rules);
});

test.each([
  ['a customer with stock', 'select from orders o, stock s where o.customer_id = $1', ['joins one group']],
  [
    'a customer with what is local',
    'select from orders where customer_id = $1 and exists (select from cases where subject = order_no)',
    ['joins one group'],
  ],
  [
    'a customer with jobs',
    'select from orders, graphile_worker.jobs where customer_id = $1',
    ['joins one group'],
  ],
  [
    'two look-ups',
    'select from customer_phones p, login_subjects s where p.phone_hash = $1 and s.subject_hash = $2',
    ['joins one group'],
  ],
  [
    'rows of two customers',
    'select from orders a, orders b where a.customer_id = $1 and b.customer_id = $2',
    ['joins by the key'],
  ],
  [
    'a join by a collation',
    `select from orders o join order_lines l on l.customer_id = o.customer_id collate "C"
     where o.customer_id = any($1) and l.customer_id = any($1)`,
    ['joins by the key'],
  ],
  [
    'keys of a batch, said of one of two tables beside a function',
    `select from orders o join refunds r on r.customer_id = o.customer_id, unnest($2::text[]) as w (no)
     where o.customer_id = any($1::text[])`,
    ['says its key'],
  ],
  ['a key under an or', 'select from orders where customer_id = $1 or state = $2', ['says its key']],
  ['a key that is said not', 'delete from orders where not customer_id = $1', ['says its key']],
  ['an insert without its key', 'insert into orders (order_no) values ($1)', ['inserts its key']],
  ['another key', 'update orders set customer_id = $2 where customer_id = $1', ['keeps its key']],
  [
    'another key on conflict',
    `insert into orders (customer_id, order_no) values ($1, $2)
     on conflict (order_no) do update set customer_id = excluded.customer_id`,
    ['keeps its key'],
  ],
  ['a lock on several', 'select from orders where customer_id = any($1) for share', ['locks by one key']],
  [
    'a query among values',
    'insert into orders (customer_id, total_fen) values ($1, (select max(total_fen) from orders where customer_id = $1))',
    ['inserts values without queries'],
  ],
  [
    'chance in an update',
    'update orders set total_fen = random() where customer_id = $1',
    ['writes by what is immutable'],
  ],
  [
    'the clock in a case',
    'update orders set paid_at = case when $2 then now() end where customer_id = $1',
    ['writes by what is immutable'],
  ],
  [
    'the clock on conflict',
    `insert into orders (customer_id, order_no) values ($1, $2) on conflict (order_no) do update set paid_at = now()`,
    ['writes by what is immutable'],
  ],
  [
    'a time in a zone in what is returned',
    `update orders set state = 'paid' where customer_id = $1 returning date_trunc('day', paid_at)`,
    ['writes by what is immutable'],
  ],
  [
    'a notification',
    `select pg_notify('a', order_no) from orders where customer_id = $1`,
    ['calls the coordinator alone'],
  ],
  ['a table changed', 'alter table orders add column more text', ['is no upkeep in a transaction']],
])('a rule is broken by %s', async (_what, sql, rules) => {
  expect(await rulesOf(sql)).toEqual(rules);
});

test.each([
  ['its key', 'select from orders where customer_id = $1'],
  [
    'its key, cast',
    'select from orders o join order_lines l using (customer_id) where customer_id = $1::text',
  ],
  [
    'its key, by way of a join',
    'select from orders o join order_lines l on l.customer_id = o.customer_id where o.customer_id = $1',
  ],
  [
    'keys of a batch',
    'select from orders where customer_id = any($1::text[]) and order_no = any($2::text[])',
  ],
  [
    'keys of a batch, said of one of two tables',
    'select from orders o join order_lines l on l.customer_id = o.customer_id where o.customer_id = any($1::text[])',
  ],
  [
    'its key within a query',
    'select from (select customer_id from orders) o where o.customer_id = $1 and exists (select from refunds r where r.customer_id = o.customer_id)',
  ],
  [
    'its key in pairs',
    'delete from orders where (customer_id, order_no) in (select customer_id, order_no from refunds where customer_id = $1)',
  ],
  ['a lock by one key', 'select from orders where customer_id = $1 order by order_no limit 1 for update'],
  [
    'reference tables beside it',
    'select from cart_lines c join skus using (sku_id) where c.customer_id = $1',
  ],
  ['stock alone', 'select from stock where sku_id = any($1) order by sku_id for update'],
  [
    'both sides of a union',
    'select 1 from orders where customer_id = $1 union select 2 from refunds where customer_id = $1',
  ],
  ['the clock as a value', 'update orders set paid_at = now() where customer_id = $1'],
  ['the clock among values', 'insert into orders (customer_id, placed_at) values ($1, now())'],
  [
    'times subtracted',
    'update sessions set place = $3 where customer_id = $1 and $2::timestamptz - expires_at + make_interval(secs => 1) > make_interval(days => 3)',
  ],
  [
    'a time in a zone that is said',
    `update sessions set expires_at = (created_at at time zone 'UTC' + make_interval(secs => 1)) at time zone 'UTC' where customer_id = $1`,
  ],
  [
    'the key itself on conflict',
    `insert into account_deletions as d (customer_id, erase_at) select $1, $2
     on conflict (customer_id) do update set customer_id = d.customer_id, erase_at = $2::timestamptz`,
  ],
  ['nothing of the shop', 'select pg_advisory_xact_lock($1)'],
])('no rule is broken by %s', async (_what, sql) => {
  expect(await rulesOf(sql)).toEqual([]);
});

test('a breach says why that is a rule, and what to do instead', async () => {
  const [breach] = await checkStatement('select from orders', kinds);
  expect(inWords(breach!)).toMatch(
    /^breaks “says its key”: orders, without customer_id\. .*every shard.* Say `customer_id = \$1`/,
  );
});
