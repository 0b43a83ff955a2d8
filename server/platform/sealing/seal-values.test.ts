import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isKeyGone } from './sealing.ts';
import { keyVersionOf, openEnvelope, sealEnvelope, SealingFault } from './envelope.ts';

const newKey = () => createSecretKey(randomBytes(32));
const text = fc.string({ unit: 'grapheme', maxLength: 200 }).filter((value) => value.isWellFormed());

test('what was sealed opens to the same text with the same key, place and version', () => {
  const key = newKey();
  fc.assert(
    fc.property(
      text,
      fc.string({ maxLength: 80 }),
      fc.integer({ min: 1, max: 65_535 }),
      (plain, place, version) => {
        const envelope = sealEnvelope(key, version, place, Buffer.from(plain));
        expect(keyVersionOf(envelope)).toBe(version);
        expect(openEnvelope(key, place, envelope).toString()).toBe(plain);
      },
    ),
  );
});

test('changing any bit of any byte of an envelope makes it impossible to open', () => {
  const key = newKey();
  fc.assert(
    fc.property(text, (plain) => {
      const envelope = sealEnvelope(key, 1, 'addresses', Buffer.from(plain));
      for (let at = 0; at < envelope.length; at += 1) {
        const changed = Buffer.from(envelope);
        changed[at]! ^= 1 << (at % 8);
        expect(() => openEnvelope(key, 'addresses', changed)).toThrow(SealingFault);
      }
    }),
    { numRuns: 25 },
  );
});

test('an envelope that was shortened or lengthened does not open', () => {
  const key = newKey();
  const envelope = sealEnvelope(key, 1, 'here', Buffer.from('王小明 13800138000'));
  for (let length = 0; length < envelope.length; length += 1) {
    expect(() => openEnvelope(key, 'here', envelope.subarray(0, length))).toThrow(SealingFault);
  }
  expect(() => openEnvelope(key, 'here', Buffer.concat([envelope, Buffer.alloc(1)]))).toThrow(SealingFault);
});

test('an envelope opens in no other place and with no other key', () => {
  const key = newKey();
  fc.assert(
    fc.property(text, fc.string(), fc.string(), (plain, place, other) => {
      fc.pre(Buffer.from(place).compare(Buffer.from(other)) !== 0);
      const envelope = sealEnvelope(key, 1, place, Buffer.from(plain));
      expect(() => openEnvelope(key, other, envelope)).toThrow(SealingFault);
      expect(() => openEnvelope(newKey(), place, envelope)).toThrow(SealingFault);
    }),
  );
});

test('sealing the same text twice gives two different envelopes, also past one pool of IVs', () => {
  const key = newKey();
  const envelopes = Array.from({ length: 2000 }, () =>
    sealEnvelope(key, 1, 'here', Buffer.from('same')).toString('hex'),
  );
  expect(new Set(envelopes).size).toBe(2000);
});

test('an envelope shows nothing of its text', () => {
  const envelope = sealEnvelope(newKey(), 1, 'here', Buffer.from('13800138000'));
  expect(envelope.includes('138001')).toBe(false);
  expect(envelope.length).toBe(31 + 11);
});

test('that a key is gone is known by the name of the constraint, or by the words of a machine of a cluster', () => {
  const message = 'insert or update on table "data_keys_102012" violates foreign key constraint ';
  const of = (code: string, more: object) => Object.assign(new Error('failed'), { code, ...more });
  expect(isKeyGone(of('23503', { constraint: 'data_keys_kek_is_there' }))).toBe(true);
  expect(isKeyGone(of('23503', { message: `${message}"data_keys_kek_is_there_102012"` }))).toBe(true);
  expect(isKeyGone(of('23503', { message: `${message}"data_keys_customer_id_fkey_102012"` }))).toBe(false);
  expect(isKeyGone(of('23505', { constraint: 'data_keys_kek_is_there' }))).toBe(false);
});
