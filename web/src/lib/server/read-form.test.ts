import { expect, test } from 'vitest';
import { isTicked, readPhone, readText } from './read-form.ts';

const form = (fields: Record<string, string>): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
};

test.each(['138 0017 2046', '+86 138-0017-2046', '008613800172046', ' 13800172046 '])(
  'a phone number is read as people type it: %j',
  (phone) => expect(readPhone(form({ phone }), 'phone')).toBe('13800172046'),
);

test('a text has no spaces around it and is never longer than allowed', () => {
  expect(readText(form({ note: `  ${'x'.repeat(300)}` }), 'note', 200)).toHaveLength(200);
  expect(readText(form({}), 'note')).toBe('');
});

test('a box is ticked when the form carries it', () => {
  expect([isTicked(form({ consent: '' }), 'consent'), isTicked(form({}), 'consent')]).toEqual([true, false]);
});
