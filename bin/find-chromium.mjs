import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findNode, root } from './places.mjs';

const USUAL_PLACES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The same engine without the browser around it, of which nobody sees anything here: it needs little more than half the work. */
const WITHOUT_WINDOW = '/usr/bin/chromium-headless-shell';

/**
 * A Chromium for the browser journeys, where nobody looks on: the one without windows, where the machine has it or Debian's
 * packages do and the user is root; else what `findChromium` finds.
 */
export async function findHeadlessChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  if (!existsSync(WITHOUT_WINDOW)) installPackages(['chromium-headless-shell']);
  if (!existsSync(WITHOUT_WINDOW)) return findChromium();
  if (!hasChineseFont()) installPackages(['fonts-noto-cjk']);
  return WITHOUT_WINDOW;
}

/**
 * A whole Chromium, and a Chinese font with it: what the machine has; else Debian's packages, where the
 * user is root; else Playwright's own browser. Answers its file, or an empty text for Playwright's.
 */
export async function findChromium() {
  if (!hasChineseFont()) installPackages(['fonts-noto-cjk']);
  const found = findInstalled() ?? (installPackages(['chromium']) ? findInstalled() : undefined);
  if (found !== undefined) return found;
  console.log('installing Playwright’s own Chromium …');
  spawnSync(findNode(), [join(root, 'node_modules/playwright-core/cli.js'), 'install', 'chromium'], {
    stdio: 'inherit',
  });
  return '';
}

function findInstalled() {
  return USUAL_PLACES.find((file) => file && existsSync(file));
}

function hasChineseFont() {
  const { stdout } = spawnSync('fc-list', [':lang=zh'], { encoding: 'utf8' });
  return Boolean(stdout?.trim());
}

/** A machine without a network is told so soon, not after minutes. */
const SHORT_WAITS = ['-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=15'];

/** False where this is no Debian, or not root, or the packages cannot be had. */
function installPackages(names) {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  console.log(`installing ${names.join(', ')} by apt-get …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) =>
    spawnSync('apt-get', ['-qq', ...SHORT_WAITS, ...args], { stdio: ['ignore', 'ignore', 'inherit'], env })
      .status === 0;
  apt('update');
  return apt('install', '-y', '--no-install-recommends', ...names);
}
