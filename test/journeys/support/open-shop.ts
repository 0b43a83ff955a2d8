import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type BrowserServer } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { findFreePort } from '../../support/find-free-port.ts';
import { quickFolder } from '../../support/quick-folder.ts';
import { startProgram, type Program } from '../../support/run-program.ts';
import { waitFor } from '../../support/wait-for.ts';

declare module 'vitest' {
  interface ProvidedContext {
    shop: { url: string; dataDir: string; browser: string };
  }
}

const USUAL_PLACES = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser that the machine has; else Playwright's own. */
export function launchOptions(): { executablePath?: string; args: string[] } {
  const executablePath = USUAL_PLACES.find((file) => file && existsSync(file));
  return {
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      // The sandbox of Chromium refuses root, as which checks in a container run.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  };
}

export type OpenShop = {
  readonly url: string;
  readonly dataDir: string;
  /** What the program has printed. */
  output(): string;
  close(): Promise<void>;
};

/** The real program with the demo shop, in a data folder of its own that goes when it is closed. */
export function openShop(): Promise<OpenShop> {
  return openIn(makeFolder());
}

/** The same with a shop of one's own, as `npm run shop:new` makes it; `output` has the link of its owner. */
export async function openOwnShop(): Promise<OpenShop> {
  const folder = makeFolder();
  rmSync(folder, { recursive: true });
  execFileSync(process.execPath, ['server/new-shop.ts', folder], { stdio: 'pipe' });
  chmodSync(folder, 0o711);
  return openIn(folder);
}

function makeFolder(): string {
  const folder = mkdtempSync(join(quickFolder(), 'ks-order-journeys-'));
  // Root runs PostgreSQL as another user, who must get through to it.
  chmodSync(folder, 0o711);
  return folder;
}

async function openIn(dataDir: string): Promise<OpenShop> {
  let program: Program | undefined;
  const close = async (): Promise<void> => {
    const isEarly = program?.child.exitCode !== null;
    const code = await program?.kill('SIGTERM');
    rmSync(dataDir, { recursive: true, force: true });
    if (program && (isEarly || code !== 0))
      throw new Error(`the program ended ${isEarly ? 'too early, ' : ''}with ${code}:\n${program.output()}`);
  };
  try {
    program = await startProgram({ PORT: String(await findFreePort()), DATA_DIR: dataDir });
    const { output } = program;
    return { url: await printedAddress(program), dataDir, output, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The address that a person is told to open: links to the payer's page and back lead there. */
function printedAddress(program: Program): Promise<string> {
  return waitFor('the program to print its address', () => /http:\/\/\S+/.exec(program.output())?.[0]);
}

/** One program and one browser for the whole run. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const shop = await openShop();
  let browser: BrowserServer;
  try {
    browser = await chromium.launchServer(launchOptions());
  } catch (error) {
    await shop.close();
    throw error;
  }
  project.provide('shop', { url: shop.url, dataDir: shop.dataDir, browser: browser.wsEndpoint() });
  return async () => {
    await browser.close();
    await shop.close();
  };
}
