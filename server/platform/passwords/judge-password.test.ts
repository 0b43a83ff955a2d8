import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { afterEach, expect, test, vi } from 'vitest';
import type { Mobile } from '../../kernel/phone.ts';
import { judgePassword } from './judge-password.ts';

const PHONE = '13800172046' as Mobile;
afterEach(() => void vi.restoreAllMocks());
const reasonsOf = async (password: string) => (await judgePassword(password, PHONE)).reasons;

test.each([
  ['aB3$', ['too_short']],
  ['1234567', ['too_short', 'too_common']],
  ['password123', ['too_common']],
  ['P@ssw0rd', ['too_common']],
  ['drowssap', ['too_common']],
  ['p4$$w0rd1', ['too_common']],
  ['m0nk3y!1', ['too_guessable']],
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

test('a beginning that is easy to guess makes nothing weak that is hard at its end', async () => {
  const easy = 'passwordpasswordpassword';
  expect(await reasonsOf(easy)).toContain('too_guessable');
  expect(await reasonsOf(`${easy} kL9x! mountain tuba 7`)).toEqual([]);
  expect(await reasonsOf(`${easy}${easy}`)).toContain('too_guessable');
});

test('of a text of any length no more than a short part is judged at once, and a long phrase is taken by its beginning', async () => {
  // Looks on, and lets it be judged.
  const judged = vi.spyOn(ZxcvbnFactory.prototype, 'check');
  expect(await reasonsOf(`a phrase of my own, ${'and on '.repeat(15)}`)).toEqual([]);
  for (const text of [
    '4@8({[<369&#!/|1i'.repeat(60),
    '０１９'.repeat(300),
    'ab\u0301'.repeat(2_000),
    '🐼'.repeat(500),
  ])
    expect(await reasonsOf(text)).toContain('too_long');
  expect(judged).toHaveBeenCalledTimes(5);
  expect(judged.mock.calls.map(([text]) => text.length).filter((length) => length > 24)).toEqual([]);
  // Nor is it read as more than ten words, which is what digits and signs take long by.
  const { options } = judged.mock.contexts[0] as unknown as { options: { l33tMaxSubstitutions: number } };
  expect(options.l33tMaxSubstitutions).toBeLessThanOrEqual(10);
});
