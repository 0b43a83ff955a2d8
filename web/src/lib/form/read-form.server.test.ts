import { expect, test } from 'vitest';
import {
  isTicked,
  readLine,
  readLines,
  readNumber,
  readPhone,
  readSearch,
  readText,
} from './read-form.server.ts';

const form = (fields: Record<string, string>): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
};

test.each([
  '\u202d138 0017 2046\u202c',
  '１３８–0017–2046',
  '138 0017 2046',
  '+86 138-0017-2046',
  '008613800172046',
  ' 13800172046 ',
])('a phone number is read as people type it: %j', (phone) =>
  expect(readPhone(form({ phone }), 'phone')).toBe('13800172046'),
);

test('a landline keeps the dashes that tell its parts', () =>
  expect(readPhone(form({ phone: '（0571）8765–4321—801' }), 'phone')).toBe('(0571)8765-4321-801'));

test('what was typed is read by its kind, and never cut before it is clean', () => {
  const typed = form({
    name: `${'\u200b'.repeat(300)}王五\u200b`,
    note: ' 一 \r\n二',
    amount: '１,０００',
    none: '\u200b',
  });
  expect(readLine(typed, 'name')).toBe('王五');
  expect(readLine(typed, 'none')).toBe('');
  expect(readLines(typed, 'note')).toBe('一\n二');
  expect(readNumber(typed, 'amount')).toBe('1000');
  expect(readSearch(new URLSearchParams({ q: '\u202dＡ　b' }), 'q')).toBe('A b');
});

test('a text has no spaces around it and is never longer than allowed', () => {
  expect(readText(form({ note: `  ${'x'.repeat(300)}` }), 'note', 200)).toHaveLength(200);
  expect(readText(form({}), 'note')).toBe('');
});

test('a box is ticked when the form carries it', () => {
  expect([isTicked(form({ consent: '' }), 'consent'), isTicked(form({}), 'consent')]).toEqual([true, false]);
});
