import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  anAddress,
  createTestIdentity,
  MINUTE_MS,
  type TestIdentity,
} from '../../../test/support/test-identity.ts';
import type { AddressId, CustomerId } from '../../kernel/ids.ts';
import type { Address, NewAddress } from './address.ts';

let shop: TestIdentity;
let me: CustomerId;
let lastPhone = 13_700_000_000;
beforeAll(async () => void (shop = await createTestIdentity()));
afterAll(() => shop.stop());
beforeEach(async () => void (me = await newCustomer()));

async function newCustomer(): Promise<CustomerId> {
  return (await shop.enter(String((lastPhone += 1)))).customer.id;
}

async function add(more: Partial<NewAddress> = {}, owner = me): Promise<Address> {
  shop.clock.advance(MINUTE_MS);
  const outcome = await shop.addresses.addAddress(owner, anAddress(more));
  if (!outcome.ok) throw new Error(outcome.error.code);
  return outcome.value;
}

/** The streets in order, the default marked; every look at them checks that there is exactly one default. */
async function streets(owner = me): Promise<string[]> {
  const addresses = await shop.addresses.addresses(owner);
  expect(addresses.filter((address) => address.isDefault)).toHaveLength(addresses.length === 0 ? 0 : 1);
  return addresses.map(({ street, isDefault }) => (isDefault ? `${street} *` : street));
}

test('an address comes back as it was given, with its region in words', async () => {
  const added = await add({ postalCode: '200120', phone: '021 6234 5678' });
  expect(added).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    recipient: '王小明',
    phone: '021-62345678',
    regionCode: '310115',
    region: ['上海市', '上海市', '浦东新区'],
    street: '世纪大道 100 号 3 楼',
    postalCode: '200120',
    isDefault: true,
  });
  expect(await shop.addresses.addresses(me)).toEqual([added]);
});

test('the first address is the default, and a later one when it asks to be', async () => {
  await add({ street: 'A', isDefault: false });
  await add({ street: 'B' });
  expect(await streets()).toEqual(['A *', 'B']);
  await add({ street: 'C', isDefault: true });
  expect(await streets()).toEqual(['C *', 'B', 'A']);
});

test('an address that is ensured twice, also at once, stands there once', async () => {
  const ensure = async (more: Partial<NewAddress>) => {
    const outcome = await shop.addresses.ensureAddress(me, anAddress(more));
    if (!outcome.ok) throw new Error(outcome.error.code);
    return outcome.value;
  };
  await add({ street: 'A' });
  const both = await Promise.all([ensure({ street: 'B' }), ensure({ street: ' B ' })]);
  expect(both[0]).toEqual(both[1]);
  expect(await streets()).toEqual(['A *', 'B']);
  expect(await ensure({ street: 'B', isDefault: true })).toMatchObject({ id: both[0].id, isDefault: true });
  expect(await streets()).toEqual(['B *', 'A']);
  expect(await ensure({ street: 'B', recipient: '李雷' })).not.toMatchObject({ id: both[0].id });
});

test('removing the default makes the newest of the others the default', async () => {
  const first = await add({ street: 'A' });
  const second = await add({ street: 'B' });
  await add({ street: 'C' });
  expect(await shop.addresses.removeAddress(me, first.id)).toEqual({ ok: true, value: null });
  expect(await streets()).toEqual(['C *', 'B']);
  await shop.addresses.removeAddress(me, second.id);
  expect(await streets()).toEqual(['C *']);
});

test('removing the last address leaves none', async () => {
  await shop.addresses.removeAddress(me, (await add()).id);
  expect(await streets()).toEqual([]);
});

test('a change keeps what was not sent', async () => {
  const { id } = await add({ postalCode: '200120' });
  const changed = await shop.addresses.changeAddress(me, id, { recipient: '李小满', regionCode: '441900' });
  expect(changed).toMatchObject({
    ok: true,
    value: {
      recipient: '李小满',
      region: ['广东省', '东莞市', '东莞市'],
      street: '世纪大道 100 号 3 楼',
      postalCode: '200120',
      isDefault: true,
    },
  });
  const cleared = await shop.addresses.changeAddress(me, id, { postalCode: '' });
  expect(cleared.ok && 'postalCode' in cleared.value).toBe(false);
  expect(await shop.addresses.addresses(me)).toEqual([cleared.ok && cleared.value]);
});

test('the default gives itself up only to another address', async () => {
  const first = await add({ street: 'A' });
  await shop.addresses.changeAddress(me, first.id, { isDefault: false });
  expect(await streets()).toEqual(['A *']);
  const second = await add({ street: 'B' });
  await shop.addresses.changeAddress(me, second.id, { isDefault: true });
  expect(await streets()).toEqual(['B *', 'A']);
  await shop.addresses.changeAddress(me, second.id, { isDefault: false });
  expect(await streets()).toEqual(['A *', 'B']);
});

test.each([
  [{ recipient: '' }, 'recipient_invalid'],
  [{ phone: '12345' }, 'phone_invalid'],
  [{ regionCode: '310000' }, 'region_unknown'],
  [{ street: '\u200b' }, 'street_invalid'],
] as const)('an address with %j is refused, when it is added and when it is changed', async (wrong, code) => {
  const { id } = await add();
  expect(await shop.addresses.addAddress(me, anAddress(wrong))).toEqual({ ok: false, error: { code } });
  expect(await shop.addresses.changeAddress(me, id, wrong)).toEqual({ ok: false, error: { code } });
  expect(await shop.addresses.addresses(me)).toEqual([expect.objectContaining(anAddress())]);
});

test('an address in a district that has ended is shown, kept and found again as what that is today', async () => {
  const { id } = await add({ street: '下沙街道 2 号大街' });
  await shop.database.pool.query(`update addresses set region_code = '330104' where address_id = $1`, [id]);
  const [shown] = await shop.addresses.addresses(me);
  expect(shown).toMatchObject({ regionCode: '330114', region: ['浙江省', '杭州市', '钱塘区'] });
  const same = await shop.addresses.ensureAddress(me, anAddress({ ...shown }));
  expect(same).toMatchObject({ ok: true, value: { id } });

  for (const regionCode of [undefined, '330104', '330114']) {
    await shop.database.pool.query(`update addresses set region_code = '330104' where address_id = $1`, [id]);
    const change = { recipient: '李小满', ...(regionCode === undefined ? {} : { regionCode }) };
    const changed = await shop.addresses.changeAddress(me, id, change);
    expect(changed).toMatchObject({ ok: true, value: { regionCode: '330114' } });
  }
  const { rows } = await shop.database.pool.query('select region_code from addresses where address_id = $1', [
    id,
  ]);
  expect(rows).toEqual([{ region_code: '330114' }]);
  const added = await shop.addresses.addAddress(me, anAddress({ regionCode: '330104' }));
  expect(added).toEqual({ ok: false, error: { code: 'region_unknown' } });
  expect(await shop.addresses.changeAddress(me, id, { regionCode: '330103' })).toMatchObject({ ok: false });
});

test('an address in a zone that is listed no more keeps its name, and may be changed without moving', async () => {
  const { id } = await add();
  await shop.database.pool.query(`update addresses set region_code = '511071' where address_id = $1`, [id]);
  const changed = await shop.addresses.changeAddress(me, id, { recipient: '李小满' });
  expect(changed).toMatchObject({
    ok: true,
    value: { regionCode: '511071', region: ['四川省', '内江市', '内江经济开发区'] },
  });
});

test('of thirty addresses added at once twenty are kept, one of them the default', async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 30 }, (_, n) =>
      shop.addresses.addAddress(me, anAddress({ street: `${n}`, isDefault: n % 3 === 0 })),
    ),
  );
  expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(20);
  expect(outcomes.find((outcome) => !outcome.ok)).toEqual({
    ok: false,
    error: { code: 'too_many_addresses', limit: 20 },
  });
  expect(await streets()).toHaveLength(20);
});

test('changes and removals at the same time leave exactly one default', async () => {
  const addresses: Address[] = [];
  for (let n = 0; n < 8; n += 1) addresses.push(await add({ street: `${n}` }));
  await Promise.all(
    addresses.map(({ id }, n) =>
      n % 2 === 0
        ? shop.addresses.removeAddress(me, id)
        : shop.addresses.changeAddress(me, id, { isDefault: n % 3 !== 0 }),
    ),
  );
  expect(await streets()).toHaveLength(4);
});

test("somebody else's address is not found, whatever is done to it", async () => {
  const other = await newCustomer();
  const theirs = await add({ street: 'theirs' }, other);
  const notFound = { ok: false, error: { code: 'address_not_found' } };
  expect(await shop.addresses.changeAddress(me, theirs.id, { street: 'mine' })).toEqual(notFound);
  expect(await shop.addresses.removeAddress(me, theirs.id)).toEqual(notFound);
  expect(await shop.addresses.changeAddress(me, 'no-uuid' as AddressId, {})).toEqual(notFound);
  expect(await shop.addresses.addresses(me)).toEqual([]);
  expect(await streets(other)).toEqual(['theirs *']);
});

test('snapshots come in the order asked for, and a wrong one spoils nothing for its neighbours', async () => {
  const other = await newCustomer();
  const [mine, theirs] = [await add({ street: 'mine' }), await add({ street: 'theirs' }, other)];
  const wanted = [
    { customerId: other, addressId: theirs.id },
    { customerId: me, addressId: theirs.id },
    { customerId: me, addressId: 'not a uuid' },
    { customerId: me, addressId: mine.id.toUpperCase() },
    { customerId: other, addressId: mine.id },
    { customerId: other, addressId: theirs.id },
  ];
  const snapshots = await shop.addresses.addressSnapshots(wanted);
  expect(snapshots.map((snapshot) => snapshot?.address.street)).toEqual([
    'theirs',
    undefined,
    undefined,
    'mine',
    undefined,
    'theirs',
  ]);
  expect(snapshots[3]!.address).toEqual({
    recipient: '王小明',
    phone: '13912345678',
    street: 'mine',
    regionCode: '310115',
    region: ['上海市', '上海市', '浦东新区'],
  });
  expect(await shop.addresses.addressSnapshots([])).toEqual([]);
});

test('what is sealed with the key of a snapshot opens with the customer’s data key', async () => {
  const { id } = await add();
  const [snapshot] = await shop.addresses.addressSnapshots([{ customerId: me, addressId: id }]);
  const place = { table: 'orders', column: 'sealed', row: 'order' };
  const envelope = shop.sealing.seal(snapshot!.dataKey, place, '世纪大道');
  expect(shop.sealing.open(await shop.customers.dataKey(me), place, envelope)).toBe('世纪大道');
});

test('the data keys of many customers come in one answer, and one who has none is told apart', async () => {
  const other = await newCustomer();
  const nobody = 'ZZZZZZZZZZZZ' as CustomerId;
  expect([...(await shop.customers.dataKeys([me, other, nobody])).keys()].sort()).toEqual([me, other].sort());
  await expect(shop.customers.dataKey(nobody)).rejects.toThrow(/no data key/);
});

test('an envelope that was moved to another address is not opened', async () => {
  const [first, second] = [await add({ street: 'A' }), await add({ street: 'B' })];
  await shop.database.pool.query(
    `update addresses set sealed = (select sealed from addresses where customer_id = $1 and address_id = $2)
     where customer_id = $1 and address_id = $3`,
    [me, first.id, second.id],
  );
  await expect(shop.addresses.addresses(me)).rejects.toThrow(/changed, moved/);
});

test('while a customer’s values are sealed anew both versions of the data key serve', async () => {
  const { id } = await add({ street: 'old' });
  const { dataKey, stored } = shop.sealing.newDataKey(me, 2);
  await shop.database.pool.query('insert into data_keys values ($1, $2, $3, $4, $5)', [
    me,
    stored.version,
    stored.kekId,
    stored.wrapped,
    shop.clock.now(),
  ]);
  expect(await streets()).toEqual(['old *']);
  await shop.addresses.changeAddress(me, id, { street: 'new' });
  const [snapshot] = await shop.addresses.addressSnapshots([{ customerId: me, addressId: id }]);
  expect(snapshot!.address.street).toBe('new');
  expect(snapshot!.dataKey.current).toBe(dataKey.current);
});
