import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runCommand } from '../run-command.ts';
import { collect, type Scanner } from '../scan.ts';

/** SPDX expressions that a shop under Apache-2.0 may be shipped with. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'CC-BY-4.0',
  'ISC',
  'MIT',
  'MIT-0',
  'PostgreSQL',
  'Python-2.0',
  'Unlicense',
  'WTFPL',
  'Zlib',
]);
/** Libraries that are linked to and not changed; the sources of all of them are where their packages say. */
const ALLOWED_AS_LIBRARY = new Set(['LGPL-3.0-or-later', 'MPL-2.0']);

/** Parts whose entry in the lock file says nothing, and what their own package says. */
const KNOWN: readonly (readonly [name: RegExp, licence: string])[] = [
  // The same program built for other machines, which npm has not fetched here.
  [/^@node-rs\/jieba-/, 'MIT'],
  // An old form of the field: ["MIT", "Apache2"].
  [/^pause-stream$/, 'MIT'],
];

type Component = {
  readonly name: string;
  readonly version?: string;
  readonly licenses?: readonly {
    readonly license?: { readonly id?: string; readonly name?: string };
    readonly expression?: string;
  }[];
};

/** Writes what the shop is made of (CycloneDX, by npm itself), and looks at the licence of each part. */
export const licences: Scanner = {
  name: 'licences and SBOM',
  needs: 'files',
  withinMs: 120_000,
  async scan(_target, signal) {
    const { tried, found, notTried, outcome } = collect();
    const { out, code } = await runCommand(
      'npm',
      ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--omit=dev', '--package-lock-only'],
      signal,
    );
    if (code !== 0) {
      notTried('npm sbom failed: install a newer npm (9.8 or later)');
      return outcome();
    }
    const { components } = JSON.parse(out) as { components: readonly Component[] };
    const folder = join(ROOT, 'security', 'reports');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'sbom.cdx.json'), out);
    tried(`${components.length} parts, listed in security/reports/sbom.cdx.json`);
    for (const component of components) {
      const fault = judgeLicence(component);
      if (fault !== undefined) found('medium', fault);
    }
    return outcome();
  },
};

/** What is wrong with the licence of a part; undefined where nothing is. */
export function judgeLicence({ name, version = '', licenses = [] }: Component): string | undefined {
  const expressions = licenses.map(
    ({ license, expression }) => expression ?? license?.id ?? license?.name ?? '',
  );
  const known = KNOWN.find(([pattern]) => pattern.test(name))?.[1];
  if (expressions.length === 0 && known !== undefined) expressions.push(known);
  const options = expressions.flatMap((text) => text.replace(/[()]/g, '').split(/ OR /));
  if (options.length === 0) return `${name} ${version} names no licence`;
  const isGood = options.some((option) =>
    option.split(/ AND /).every((one) => ALLOWED.has(one.trim()) || ALLOWED_AS_LIBRARY.has(one.trim())),
  );
  return isGood ? undefined : `${name} ${version} is under ${expressions.join(', ')}: may it be shipped?`;
}
