import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { findHeadlessChromium } from './find-chromium.mjs';
import { root } from './places.mjs';
import { prepare } from './prepare.mjs';
import { LaunchRefusal } from './refusal.mjs';
import { runBeside } from './run-beside.mjs';

/** One tool a check, by its file in node_modules: the same with every version of npm. The longest first. */
const CHECKS = [
  { name: 'lint', file: 'eslint/bin/eslint.js', args: ['.'] },
  { name: 'format', file: 'prettier/bin/prettier.cjs', args: ['--check', '--log-level=warn', '.'] },
  {
    name: 'types of the pages',
    file: 'svelte-check/bin/svelte-check',
    args: ['--tsconfig', 'web/tsconfig.json', '--threshold', 'error'],
  },
  { name: 'types', file: 'typescript/bin/tsc', args: ['-p', 'tsconfig.json'] },
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
/** They load a shop as far as the machine goes and look how it fares, so that nothing may run beside them. */
const MEASURING = ['test/attacks/flood-pages.shop.test.ts', 'test/faults/wrong-codes.shop.test.ts'];
const SUITES = [
  { name: 'tests of the pages', config: 'web/vitest.config.ts' },
  { name: 'browser journeys', config: 'vitest.journeys.config.ts', needsChromium: true },
  { name: 'tests', config: 'vitest.config.ts', args: MEASURING.map((file) => `--exclude=${file}`) },
];
const SUITES_ALONE = [{ name: 'tests under load', config: 'vitest.config.ts', args: MEASURING }];
/** The long forms of the fault, storm and fuzz tests, and every form of the browser journeys. */
const LONG_SUITES = [
  { name: 'long tests', config: 'vitest.long.config.ts' },
  { name: 'all browser journeys', config: 'vitest.journeys.config.ts', needsChromium: true },
];
const LONG_ENV = { FUZZ_RUNS: '1500', STORM_BUYERS: '2000', JOURNEYS: 'all' };

/** Of what runs beside each other: one may take a gigabyte of memory. */
const MOST_AT_ONCE = 4;

/**
 * Runs every check and test, all of them even where one fails, and ends with `N passed, N failed`. A check computes on one
 * core, and the suites wait now and then: as many of them run beside each other as there are cores.
 */
export async function runChecks({ long }) {
  const node = await prepareOrEnd();
  const folder = mkdtempSync(join(tmpdir(), 'ks-order-checks-'));
  try {
    const plan = await makePlanner(folder, long ? LONG_ENV : {});
    const beside = long ? [] : [...CHECKS.map(planCheck), ...SUITES.map(plan)];
    const alone = (long ? LONG_SUITES : SUITES_ALONE).map(plan);
    const atOnce = Math.min(MOST_AT_ONCE, Math.max(2, availableParallelism()));
    const codes = [...(await runBeside(node, beside, atOnce)), ...(await runBeside(node, alone, 1))];
    const counts = [...beside, ...alone].map(({ count }, at) => count(codes[at]));
    const sum = (of) => counts.reduce((total, one) => total + one[of], 0);
    const [passed, failed] = [sum('passed'), sum('failed')];
    // Once more at the end: of a long log, often only that is kept.
    for (const words of counts.flatMap(({ failures }) => failures)) console.log(`✗ ${words}`);
    console.log(`${passed} passed, ${failed} failed`);
    process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  process.exit();
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

/** What to run, and what its exit code counts for. */
function planCheck({ name, file, args }) {
  return {
    name,
    args: [join(root, 'node_modules', file), ...args],
    count: (code) =>
      code === 0 ? { passed: 1, failed: 0, failures: [] } : { passed: 0, failed: 1, failures: [name] },
  };
}

/** Answers what plans a suite as `planCheck` does a check; its figures lie in `folder` until they are counted. */
async function makePlanner(folder, env) {
  const chromium = await findHeadlessChromium();
  return ({ name, config, args = [], needsChromium = false }) => {
    const figures = join(folder, `${name}.json`);
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${figures}`];
    return {
      name,
      args: [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '-c', config, ...reporters, ...args],
      // The programs that tests start are compiled once a run, as far as Node can keep it.
      env: {
        NODE_COMPILE_CACHE: join(folder, 'compiled'),
        ...(needsChromium && { CHROMIUM: chromium }),
        ...env,
      },
      count: (code) => countTests(name, figures, code),
    };
  };
}

/** A run that ends without its figures counts as one failure, whatever its tests had said until then. */
function countTests(name, figures, code) {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(figures, 'utf8'));
    const failed = code === 0 ? numFailedTests : Math.max(1, numFailedTests);
    return {
      passed: numPassedTests,
      failed,
      failures: testResults.flatMap((file) => listFailures(name, file)),
    };
  } catch {
    return { passed: 0, failed: 1, failures: [`${name}: the run ended without figures`] };
  }
}

const LONGEST_REASON = 600;

/** What failed in a file of tests, and why; of a file that could not be run, why not. */
function listFailures(suite, { name, status, message, assertionResults }) {
  const file = relative(root, name);
  const failed = assertionResults.filter(({ status: each }) => each === 'failed');
  if (failed.length === 0) return status === 'failed' ? [`${suite}: ${file}: ${shorten(message)}`] : [];
  return failed.map(
    ({ fullName, failureMessages }) =>
      `${suite}: ${file}: ${fullName}\n  ${shorten(failureMessages.join('\n'))}`,
  );
}

function shorten(text) {
  return text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON)} …` : text;
}
