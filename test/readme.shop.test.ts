import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readModuleSettings, settingsHelpOf } from '../server/make-house.ts';
import { CONFIG_HELP } from '../server/platform/config.help.ts';
import { readConfig } from '../server/platform/config.ts';
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

test('every setting that is read is told of, and none that is not', () => {
  const asked = new Set<string>();
  // A key service, so that its token is asked for as well; a file that is there stands for it.
  const set: Record<string, string> = {
    MASTER_KEY_URL: 'https://keys.example',
    MASTER_KEY_TOKEN_FILE: fileURLToPath(import.meta.url),
  };
  const environment = new Proxy(set, {
    get(given, name) {
      if (typeof name === 'string') asked.add(name);
      return given[name as string];
    },
  });
  readConfig(environment);
  readModuleSettings(environment);
  const told = [...CONFIG_HELP, ...settingsHelpOf()].flatMap(({ names }) => names);
  expect(told.toSorted()).toEqual([...asked].filter((name) => !name.startsWith('PG')).toSorted());
});
