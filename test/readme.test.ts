import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestShop, type TestShop } from './support/test-shop.ts';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
/** The lines of a README that call the API. */
const callsOf = (path: string): string =>
  [...read(path).matchAll(/```sh\n(.*?)```/gs)]
    .map((match) => match[1]!)
    .filter((block) => block.includes('curl'))
    .join('');
/** `--json` came with curl 7.82. */
const [, major = '0', minor = '0'] =
  /^curl (\d+)\.(\d+)/.exec(spawnSync('curl', ['--version'], { encoding: 'utf8' }).stdout ?? '') ?? [];
const hasCurl = Number(major) * 1000 + Number(minor) >= 7082;

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop();
}, 120_000);
afterAll(() => shop.stop());

test.skipIf(!hasCurl)('the calls that the README shows lead to an order', async () => {
  const script = callsOf('README.md')
    .replace('http://localhost:3000', shop.url)
    .replaceAll('curl ', 'curl -sS ');
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
    timeout: 30_000,
  });
  expect(stdout).toContain('"resendAfterSeconds":60');
  expect(stdout).toContain('"state":"awaiting_payment"');
});

test('both languages of the README show the same calls', () => {
  expect(callsOf('README.en.md')).toBe(callsOf('README.md'));
});

test('both languages of the README list every setting, and none that does not exist', () => {
  const sources = ['config', 'login-settings'].map((name) => read(`server/platform/${name}.ts`)).join('\n');
  const settings = [...sources.matchAll(/'([A-Z][A-Z_]+)'/g)].map((match) => match[1]!);
  const wanted = [...new Set(settings)].sort();
  for (const path of ['README.md', 'README.en.md']) {
    const listed = [...read(path).matchAll(/^\| (`[A-Z_`、, ]+`) +\|/gm)].flatMap((match) =>
      match[1]!.match(/[A-Z_]+/g)!,
    );
    expect(listed.sort(), path).toEqual(wanted);
  }
});
