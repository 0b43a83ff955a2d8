import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { BUDGETS, budgetOf, MOST_SHARED_BYTES } from './byte-budgets.ts';

const BUILD = fileURLToPath(new URL('./build', import.meta.url));

type Page = { layouts: readonly (number | undefined)[]; leaf: number };
type Manifest = {
  client: { imports: readonly string[] };
  routes: readonly { id: string; page: Page | null }[];
};
const { manifest } = (await import(`${BUILD}/server/manifest.js`)) as { manifest: Manifest };

/** The script of a page or layout, with all that it imports, as SvelteKit tells browsers to fetch it ahead. */
function scriptOf(node: number): string[] {
  const code = readFileSync(`${BUILD}/server/nodes/${node}.js`, 'utf8');
  return JSON.parse(/^export const imports = (\[.*\]);$/m.exec(code)![1]!) as string[];
}

/** As it goes over the line: the build keeps each file compressed. Some are too short for that. */
function weigh(files: Iterable<string>): number {
  return [...new Set(files)].reduce((sum, file) => {
    const path = `${BUILD}/client/${file}`;
    return sum + (statSync(`${path}.br`, { throwIfNoEntry: false }) ?? statSync(path)).size;
  }, 0);
}

const shared = [...manifest.client.imports, ...scriptOf(0)];
const pages = manifest.routes.flatMap(({ id, page }) => {
  if (page === null) return [];
  const nodes = [...page.layouts.filter((node) => node !== undefined), page.leaf];
  return [{ id, bytes: weigh([...shared, ...nodes.flatMap(scriptOf)]) }];
});

test('every page keeps to the budget of its group', () => {
  expect(pages.length).toBeGreaterThan(25);
  const told = BUDGETS.map(({ group, mostBytes }) => {
    const own = pages.filter(({ id }) => budgetOf(id).group === group).sort((a, b) => b.bytes - a.bytes);
    return { group, mostBytes, pages: own.length, heaviest: own[0]?.id, bytes: own[0]?.bytes };
  });
  for (const { group, mostBytes, heaviest, bytes = 0 } of told)
    console.log(`${group}: ${heaviest} loads ${bytes} of ${mostBytes} bytes, ${mostBytes - bytes} are left`);
  expect(told.filter(({ pages: count }) => count === 0)).toEqual([]);
  expect(pages.filter(({ id, bytes }) => bytes > budgetOf(id).mostBytes)).toEqual([]);
});

test('what all pages load leaves room for pages to come', () => {
  const bytes = weigh(shared);
  console.log(`all pages: ${bytes} of ${MOST_SHARED_BYTES} bytes, ${MOST_SHARED_BYTES - bytes} are left`);
  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes).toBeLessThanOrEqual(MOST_SHARED_BYTES);
});

test('a page that belongs to no group is told so', () => {
  expect(() => budgetOf('/staff/orders')).toThrow('/staff/orders belongs to no group of byte-budgets.ts');
});
