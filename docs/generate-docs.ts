import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { drawImports, findArrows } from './draw-imports.ts';
import { drawOrderStates } from './draw-order-states.ts';
import { listEvents } from './list-events.ts';
import { listProofs } from './list-proofs.ts';
import { withSettings } from './list-settings.ts';
import { listRefusals, type ProblemFile } from './list-refusals.ts';
import { withSchemaRules } from './list-schema-rules.ts';
import { listColumnClasses, withFields } from './list-tables.ts';
import { withPlan } from './plan-cluster.ts';
import { withWorkedPrices } from './work-out-prices.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * The pages that are made from the code, whole or in part, by their path from the root of the project. A test fails where a page
 * differs from what this answers; `node_modules/.bin/node docs/generate-docs.ts` writes them anew.
 */
export async function generateDocs(): Promise<Map<string, string>> {
  const pages = new Map([
    ['docs/errors.md', listRefusals(await readProblemFiles())],
    ['docs/proofs.md', listProofs()],
    ['docs/events.md', listEvents()],
    ['docs/imports.md', drawImports(await findArrows(`${ROOT}server/`))],
    ['docs/column-classes.md', listColumnClasses()],
    ['docs/privacy.md', withFields(await readFile(`${ROOT}docs/privacy.md`, 'utf8'))],
    ['docs/cluster.md', withPlan(withSchemaRules(await readFile(`${ROOT}docs/cluster.md`, 'utf8')))],
    ['docs/pricing.md', withWorkedPrices(await readFile(`${ROOT}docs/pricing.md`, 'utf8'))],
    ['README.md', withSettings(await readFile(`${ROOT}README.md`, 'utf8'), 'zh-CN')],
    ['README.en.md', withSettings(await readFile(`${ROOT}README.en.md`, 'utf8'), 'en')],
    ['docs/order-states.md', drawOrderStates(await readOrderingSources())],
  ]);
  const formatted = [...pages].map(async ([path, text]): Promise<[string, string]> => {
    const options = await resolveConfig(`${ROOT}${path}`);
    return [path, await format(text, { ...options, parser: 'markdown' })];
  });
  return new Map(await Promise.all(formatted));
}

/** Every catalogue of refusals: found by the names of files, so that a new module's cannot be forgotten. */
async function readProblemFiles(): Promise<ProblemFile[]> {
  const names = await readdir(`${ROOT}server`, { recursive: true });
  const wanted = names
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /[./]problems\.ts$/.test(name))
    .sort();
  return Promise.all(
    wanted.map(async (name) => ({
      path: `server/${name}`,
      exports: (await import(pathToFileURL(`${ROOT}server/${name}`).href)) as Record<string, unknown>,
    })),
  );
}

/** These name events and states to say what there is or to show it; nothing happens in them. */
const NAMING = [
  'index.ts',
  'orders.ts',
  'ordering.module.ts',
  'order.ts',
  'order.events.ts',
  'order.transitions.ts',
  'ordering.events.ts',
  'read-orders.ts',
  'timeline-for-customers.ts',
  'timeline.ts',
];

/** The sources of the ordering module in which an event can be caused, by their names. */
async function readOrderingSources(): Promise<Map<string, string>> {
  const folder = `${ROOT}server/modules/ordering/`;
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  const causing = names.filter((name) => !NAMING.includes(name));
  return new Map(
    await Promise.all(
      causing.sort().map(async (name) => [name, await readFile(`${folder}${name}`, 'utf8')] as const),
    ),
  );
}

if (import.meta.main) {
  for (const [path, text] of await generateDocs()) {
    await writeFile(`${ROOT}${path}`, text);
    process.stdout.write(`${path}\n`);
  }
}
