import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from './find-chromium.mjs';
import { root } from './places.mjs';
import { prepare } from './prepare.mjs';
import { LaunchRefusal } from './refusal.mjs';

/** One tool a check, by its file in node_modules: the same with every version of npm. */
const CHECKS = [
  { name: 'format', file: 'prettier/bin/prettier.cjs', args: ['--check', '--log-level=warn', '.'] },
  { name: 'lint', file: 'eslint/bin/eslint.js', args: ['.'] },
  { name: 'types', file: 'typescript/bin/tsc', args: ['-p', 'tsconfig.json'] },
  {
    name: 'types of the pages',
    file: 'svelte-check/bin/svelte-check',
    args: ['--tsconfig', 'web/tsconfig.json', '--threshold', 'error'],
  },
  {
    name: 'import rule',
    file: 'dependency-cruiser/bin/dependency-cruiser.mjs',
    args: [
      'server',
      'emulators',
      'test',
      'bench',
      'security',
      'web/src',
      '--config',
      '.dependency-cruiser.mjs',
    ],
  },
  { name: 'nothing unused', file: 'knip/bin/knip.js', args: ['--no-progress', '--no-config-hints'] },
];
const SUITES = [
  { name: 'tests', config: 'vitest.config.ts' },
  { name: 'tests of the pages', config: 'web/vitest.config.ts' },
  { name: 'browser journeys', config: 'vitest.journeys.config.ts', needsChromium: true },
];
/** The long forms of the fault, storm and fuzz tests. */
const LONG_SUITES = [{ name: 'long tests', config: 'vitest.long.config.ts' }];
const LONG_ENV = { FUZZ_RUNS: '1500', STORM_BUYERS: '2000' };

/** Runs every check and test, all of them even where one fails, and ends with `N passed, N failed`. */
export async function runChecks({ long }) {
  const node = await prepareOrEnd();
  const folder = mkdtempSync(join(tmpdir(), 'ks-order-checks-'));
  let passed = 0;
  let failed = 0;
  try {
    for (const check of long ? [] : CHECKS) {
      const isGood =
        (await run(node, [join(root, 'node_modules', check.file), ...check.args], check.name)) === 0;
      if (isGood) passed += 1;
      else failed += 1;
    }
    for (const suite of long ? LONG_SUITES : SUITES) {
      const counts = await runSuite(node, suite, join(folder, `${suite.name}.json`), long ? LONG_ENV : {});
      passed += counts.passed;
      failed += counts.failed;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
}

async function prepareOrEnd() {
  try {
    return await prepare();
  } catch (error) {
    if (!(error instanceof LaunchRefusal)) throw error;
    console.error(`ks-order: ${error.message}`);
    return process.exit(1);
  }
}

/** A run that ends without its figures counts as one failure, whatever its tests had said until then. */
async function runSuite(node, suite, file, env) {
  if (suite.needsChromium) env = { ...env, CHROMIUM: await findChromium() };
  const args = [
    'run',
    '-c',
    suite.config,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ];
  const code = await run(node, [join(root, 'node_modules/vitest/vitest.mjs'), ...args], suite.name, env);
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(file, 'utf8'));
    return { passed: numPassedTests, failed: code === 0 ? numFailedTests : Math.max(1, numFailedTests) };
  } catch {
    console.error(`${suite.name}: the run ended without figures`);
    return { passed: 0, failed: 1 };
  }
}

function run(node, args, name, env = {}) {
  console.log(`\n── ${name}`);
  const startedAt = Date.now();
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    child.once('error', reject);
    child.once('close', (code) => {
      console.log(
        `── ${name}: ${code === 0 ? 'good' : 'FAILED'} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`,
      );
      resolve(code ?? 1);
    });
  });
}
