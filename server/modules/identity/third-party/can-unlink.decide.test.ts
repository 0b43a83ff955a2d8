import { expect, test } from 'vitest';
import { canUnlink } from './can-unlink.decide.ts';

const nothing = { hasPhone: false, hasPassword: false, passkeys: 0, links: 0 };

test('a link may go while anything else is left to sign in by', () => {
  expect(canUnlink({ ...nothing, links: 1, hasPhone: true })).toBe(true);
  expect(canUnlink({ ...nothing, links: 1, passkeys: 1 })).toBe(true);
  expect(canUnlink({ ...nothing, links: 2 })).toBe(true);
});

test('the last way in may not go, and a password without a phone is none', () => {
  expect(canUnlink({ ...nothing, links: 1 })).toBe(false);
  expect(canUnlink({ ...nothing, links: 1, hasPassword: true })).toBe(false);
  expect(canUnlink(nothing)).toBe(false);
});
