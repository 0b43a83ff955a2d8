import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFolderStore } from './media-store.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'ks-media-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('what was stored is found under its name, and nothing else lies in the folder', async () => {
  const store = openFolderStore(join(folder, 'media'));
  expect(await store.has('abc-640.webp')).toBe(false);
  await store.put('abc-640.webp', Buffer.from('picture'));
  expect(await store.has('abc-640.webp')).toBe(true);
  expect(readFileSync(join(folder, 'media', 'abc-640.webp'), 'utf8')).toBe('picture');
  expect(readdirSync(join(folder, 'media'))).toEqual(['abc-640.webp']);
  expect(store.url('abc-640.webp')).toBe('/media/abc-640.webp');
});

test('many who store the same name at once leave one whole file', async () => {
  const store = openFolderStore(folder);
  const bytes = Buffer.alloc(200_000, 7);
  await Promise.all(Array.from({ length: 20 }, () => store.put('same-160.webp', bytes)));
  expect(readdirSync(folder)).toEqual(['same-160.webp']);
  expect(readFileSync(join(folder, 'same-160.webp')).equals(bytes)).toBe(true);
});

test('a file that cannot be written leaves nothing behind', async () => {
  writeFileSync(join(folder, 'taken'), '');
  const store = openFolderStore(join(folder, 'taken'));
  await expect(store.put('abc-640.webp', Buffer.from('x'))).rejects.toThrow();
  expect(readdirSync(folder)).toEqual(['taken']);
});

test.each(['../secret.webp', '/etc/passwd', 'a/b.webp', '.hidden.webp', 'a.webp\0', 'A.webp', 'a..webp', ''])(
  'the name %j cannot be used',
  async (name) => {
    const store = openFolderStore(folder);
    expect(() => store.url(name)).toThrow(RangeError);
    await expect(store.put(name, Buffer.from('x'))).rejects.toThrow(RangeError);
    await expect(store.has(name)).rejects.toThrow(RangeError);
  },
);
