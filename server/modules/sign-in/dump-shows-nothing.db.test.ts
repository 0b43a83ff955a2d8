import { afterAll, beforeAll, expect, test } from 'vitest';
import { dumpTables } from '../../../test/support/dump-tables.ts';
import { anAddress, createTestIdentity, type TestIdentity } from '../../../test/support/test-identity.ts';

let shop: TestIdentity;
beforeAll(async () => void (shop = await createTestIdentity()));
afterAll(() => shop.stop());

test('a dump of all tables after a sign-in with an address shows no phone, code, name, street or token', async () => {
  const phone = '13800138123';
  const { token, customer } = await shop.enter(phone);
  const address = anAddress({
    recipient: '欧阳若曦',
    phone: '021-62349876',
    street: '张江路 88 号 3 幢 502',
    postalCode: '201203',
  });
  await shop.addresses.addAddress(customer.id, address);
  const code = shop.sent.at(-1)!.code;
  const dump = await dumpTables(shop.database.pool);

  // The look itself works: it finds what is there in clear, and what is there in bytes.
  expect(dump).toContain(customer.id);
  expect(dump).toContain('201203');
  expect(dump).toContain(shop.sealing.lookUpHash('phone', phone).toString('hex'));

  const secret = [
    phone,
    phone.slice(3),
    address.phone,
    '62349876',
    address.recipient,
    address.street,
    '张江',
    token,
  ];
  for (const text of secret) {
    expect(dump).not.toContain(text);
    for (const encoding of ['hex', 'base64', 'base64url'] as const)
      expect(dump).not.toContain(Buffer.from(text).toString(encoding));
  }
  // Six digits may stand in a hash by chance, but not as a value.
  expect(dump).not.toMatch(new RegExp(`[(,"]${code}[),"]`));
});
