import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { generateDocs } from '../docs/generate-docs.ts';

const pages = await generateDocs();
const HOW = 'the page is stale: run node_modules/.bin/node docs/generate-docs.ts';

test.each([...pages])('%s says what the code says', async (path, text) => {
  expect(await readFile(new URL(`../${path}`, import.meta.url), 'utf8'), HOW).toBe(text);
});

test('every refusal is documented once', () => {
  const documented = [...pages.get('docs/errors.md')!.matchAll(/^\| `(\w+)`/gm)].map((match) => match[1]);
  expect(documented).toEqual(
    expect.arrayContaining(['no_session', 'out_of_stock', 'login_denied', 'unknown_payment']),
  );
  expect(documented).toEqual([...new Set(documented)]);
});
