import { expect, test } from 'vitest';
import type { Mobile } from '../phone.ts';
import { judgePassword } from './judge-password.ts';

const PHONE = '13800172046' as Mobile;
const reasonsOf = async (password: string) => (await judgePassword(password, PHONE)).reasons;

test.each([
  ['aB3$', ['too_short']],
  ['1234567', ['too_short', 'too_common']],
  ['password123', ['too_common']],
  ['P@ssw0rd', ['too_common']],
  ['drowssap', ['too_common']],
  ['aaaaaaaaaaaaaa', ['too_guessable']],
  ['my13800172046!', ['holds_phone']],
  ['+86 138-0017-2046', ['holds_phone']],
  ['６４０２７１００ and more', ['holds_phone']],
  ['x'.repeat(129), ['too_long']],
])('%s cannot be taken: %j', async (password, reasons) => {
  expect(await reasonsOf(password)).toEqual(reasons);
});

test.each([
  'aB3$kL9x',
  '青山一道同云雨，明月',
  'correct horse battery',
  '🐼🍵🎧🧧🐉🏮🥟🀄',
  '  spaces count  ',
])('%s can be taken', async (password) => {
  expect(await reasonsOf(password)).toEqual([]);
});

test('the length is counted in characters, however they are written', async () => {
  // Seven letters, of which one comes as a letter with an accent of its own: eight code points before, seven after.
  expect(await reasonsOf('kL9x$qe\u0301')).toEqual(['too_short']);
  expect(await reasonsOf('🐼'.repeat(7))).toContain('too_short');
  expect(await reasonsOf(`kL9x$q ${'🐼'.repeat(121)}`)).toEqual([]);
});
