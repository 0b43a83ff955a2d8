import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core';
import { expect, inject, onTestFinished } from 'vitest';

export const DEVICES = {
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
  desk: { viewport: { width: 1280, height: 800 } },
} as const satisfies Record<string, BrowserContextOptions>;

export type VisitOptions = {
  device?: keyof typeof DEVICES;
  script?: boolean;
  language?: 'zh-CN' | 'en';
  theme?: 'light' | 'dark';
  /** The token of somebody who is signed in already. */
  token?: string;
  /** The same of one of the staff. */
  staffToken?: string;
  /** What the browser says that it is. Unsaid: what it is. */
  userAgent?: string;
  /** Another shop than that of the run. */
  url?: string;
  /** What the browser may complain of, since it is what the journey is about. */
  expects?: RegExp[];
};

const PICTURES = fileURLToPath(new URL('../../../test-results/journeys/', import.meta.url));
const PATIENCE_MS = 30_000;
let connection: Promise<Browser> | undefined;

/** The one browser of the run. */
function browser(): Promise<Browser> {
  connection ??= chromium.connect(inject('shop').browser);
  return connection;
}

export const shopUrl = (path = ''): string => `${inject('shop').url}${path}`;

/**
 * A browser window of somebody who was never here, closed after the test. Whatever a page or the browser itself
 * complains of in the console, and every 5xx, fails the test; a test that fails leaves a picture of
 * each open page in `test-results/journeys`.
 */
export async function visit(options: VisitOptions = {}): Promise<BrowserContext> {
  const {
    device = 'desk',
    script = true,
    language = 'zh-CN',
    theme = 'light',
    token,
    staffToken,
    userAgent,
    url = shopUrl(),
    expects = [],
  } = options;
  const context = await (
    await browser()
  ).newContext({
    ...DEVICES[device],
    baseURL: url,
    javaScriptEnabled: script,
    ...(userAgent !== undefined && { userAgent }),
    locale: language,
    colorScheme: theme,
    reducedMotion: 'reduce',
    timezoneId: 'Asia/Shanghai',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const cookies = { ks_session: token, ks_staff: staffToken };
  for (const [name, value] of Object.entries(cookies))
    if (value !== undefined)
      await context.addCookies([{ name, value, url, httpOnly: true, sameSite: 'Lax' }]);
  const faults: string[] = [];
  context.on('page', (page) => watch(page, (fault) => faults.push(fault)));
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') await photograph(context, task.name);
    await context.close();
    expect(faults.filter((fault) => !expects.some((expected) => expected.test(fault)))).toEqual([]);
  });
  return context;
}

function watch(page: Page, report: (fault: string) => void): void {
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      report(`${page.url()}: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => report(`${page.url()}: ${error.stack ?? error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 500)
      report(`${response.status()} for ${response.request().method()} ${response.url()}`);
  });
}

async function photograph(context: BrowserContext, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  for (const [index, page] of context.pages().entries())
    await page.screenshot({ path: `${PICTURES}${name.replace(/\W+/g, '-')}-${index}.png`, fullPage: true });
}

/** Opens a page of the shop and waits until its script has taken over. */
export async function open(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(path);
  await untilAlive(page);
  return page;
}

/** Resolves when script has taken the page over (SvelteKit then puts the place for its announcements into it). */
export async function untilAlive(page: Page): Promise<void> {
  await page.locator('#svelte-announcer').waitFor({ state: 'attached' });
}
