import { expect, test } from 'vitest';
import { readShortcut } from './read-shortcut.ts';

const NONE = { ctrlKey: false, metaKey: false, altKey: false };
const AT_REST = { isTyping: false, isAfterG: false, isQuiet: false };
const press = (key: string, held = {}, how = {}) =>
  readShortcut({ ...NONE, key, ...held }, { ...AT_REST, ...how });

test('Ctrl or Cmd with K opens the palette, also from within a field and where single keys are off', () => {
  for (const held of [{ ctrlKey: true }, { metaKey: true }])
    expect(press('k', held, { isTyping: true, isQuiet: true })).toEqual({ does: 'palette' });
  expect(press('k')).toBeUndefined();
  expect(press('k', { ctrlKey: true, altKey: true })).toBeUndefined();
});

test('a single key is a shortcut outside of fields alone, and never where they are off', () => {
  expect([press('?'), press('/'), press('g')]).toEqual([
    { does: 'help' },
    { does: 'search' },
    { does: 'wait' },
  ]);
  for (const key of ['?', '/', 'g']) {
    expect(press(key, {}, { isTyping: true })).toBeUndefined();
    expect(press(key, {}, { isQuiet: true })).toBeUndefined();
    expect(press(key, { ctrlKey: true })).toBeUndefined();
  }
});

test('a key after g leads somewhere, whatever it means else', () => {
  expect(press('O', {}, { isAfterG: true })).toEqual({ does: 'go', key: 'o' });
  expect(press('g', {}, { isAfterG: true })).toEqual({ does: 'go', key: 'g' });
  expect(press('o', {}, { isAfterG: true, isTyping: true })).toBeUndefined();
});
