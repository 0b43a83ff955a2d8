import { expect, test } from 'vitest';
import { readBillToken, signBillToken } from './bill-token.ts';

const keys = { alipay: { privateKey: 'of Alipay' } };
const AT = Date.parse('2026-11-27T01:00:00Z');

test('a bill is had for half a minute by the address that was given for it', () => {
  const token = signBillToken(keys, '2026-11-26', AT);
  expect(readBillToken(keys, token, AT + 29_999)).toBe('2026-11-26');
  expect(readBillToken(keys, token, AT + 30_000)).toBeUndefined();
});

test('nobody writes an address of a bill by themselves, nor makes one last', () => {
  const token = signBillToken(keys, '2026-11-26', AT);
  const [date, at, mac] = token.split('.');
  for (const made of [
    ...[`2026-11-25.${at}.${mac}`, `${date}.${AT + 60_000}.${mac}`, `${date}.${at}.${'A'.repeat(43)}`],
    ...[`${date}.${at}.`, `${date}.${at}`, '', undefined, ['a'], `${token}\n`],
    signBillToken({ alipay: { privateKey: 'of somebody else' } }, '2026-11-26', AT),
    // As it was once written.
    Buffer.from(`2026-11-26 ${AT}`).toString('base64url'),
  ])
    expect(readBillToken(keys, made, AT), String(made)).toBeUndefined();
});
