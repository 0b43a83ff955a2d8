import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openRefundCase } from './support/on-database.ts';
import { REFUSED } from './support/steps.ts';
import { open, shopUrl, untilAlive, visit } from './support/visit.ts';
import { like, say, type Word } from './support/words.ts';

/** Comes in as a newcomer to the demo shop does. */
async function enterAs(page: Page, role: Word): Promise<void> {
  await page.goto('/admin');
  await page.getByRole('button', { name: new RegExp(`^${say(role)} `) }).click();
  await page.waitForURL(/\/admin$/);
}

const closingOf = (subject: string): string => {
  const named = say('case_fact_refund', { no: subject });
  return say('cases_close_of', { kind: say('case_refund_refused'), subject: named });
};
const rowOf = (page: Page, subject: string) =>
  page.getByRole('main').getByRole('listitem').filter({ hasText: subject });

it('A newcomer looks around as the owner, sees what waits, closes it with a reason and finds the act in the trail', async () => {
  const subject = await openRefundCase();
  const context = await visit({ device: 'desk', expects: [REFUSED] });
  const page = await open(context, '/admin');
  expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/admin/sign-in?next=%2Fadmin');
  await enterAs(page, 'role_owner');
  await page
    .getByRole('region', { name: say('office_waiting') })
    .getByRole('link', { name: like('case_refund_refused') })
    .click();
  await page.getByRole('heading', { level: 1, name: say('office_cases') }).waitFor();
  await expect.poll(() => rowOf(page, subject).first().innerText()).toContain('¥968.00');

  await page.getByRole('link', { name: closingOf(subject) }).click();
  const dialog = page.getByRole('dialog', { name: say('cases_close_title') });
  await dialog.getByRole('button', { name: say('cases_confirm') }).click();
  await dialog.getByText(say('cases_reason_missing')).waitFor();
  await dialog.getByLabel(say('cases_reason')).fill('已电话核对，金额无误');
  await dialog.getByRole('button', { name: say('cases_confirm') }).click();
  await page.getByText(say('cases_closed')).waitFor();
  expect(await rowOf(page, subject).count()).toBe(0);

  await page.getByRole('link', { name: say('office_audit') }).click();
  await page.getByLabel(say('audit_what')).selectOption('case:end');
  await page.getByRole('button', { name: say('audit_filter') }).click();
  await page.waitForURL(/what=case%3Aend/);
  await expect.poll(() => page.getByRole('main').innerText()).toContain('已电话核对，金额无误');
  await expect.poll(() => page.getByRole('main').innerText()).toContain('店主阿远');
});

it('A case is closed without script, too', async () => {
  const subject = await openRefundCase();
  const context = await visit({ device: 'phone', script: false, expects: [REFUSED] });
  const page = await context.newPage();
  await enterAs(page, 'role_finance');
  await page.goto('/admin/cases?kind=refund_refused');
  await page.getByRole('link', { name: closingOf(subject) }).click();
  await page.getByRole('button', { name: say('cases_confirm') }).click();
  await page.getByText(say('cases_reason_missing')).waitFor();
  await page.getByLabel(say('cases_reason')).fill('和支付机构核对过');
  await page.getByRole('button', { name: say('cases_confirm') }).click();
  await page.getByText(say('cases_closed')).waitFor();
  expect(new URL(page.url()).search).toBe('?kind=refund_refused&closed');
  expect(await rowOf(page, subject).count()).toBe(0);
});

it('Who may only look sees no way to change anything, and a page that is not theirs says why', async () => {
  const subject = await openRefundCase();
  const context = await visit({ device: 'desk', expects: [/status of 403/] });
  const page = await context.newPage();
  await enterAs(page, 'role_viewer');
  const places = page.getByRole('navigation', { name: say('office_navigation') });
  await places.getByRole('link', { name: say('office_stock') }).waitFor();
  expect(await places.getByRole('link', { name: say('office_members') }).count()).toBe(0);
  await page.goto('/admin/cases');
  await rowOf(page, subject).first().waitFor();
  expect(await page.getByRole('link', { name: like('cases_close_of') }).count()).toBe(0);
  const cookie = (await context.cookies()).find(({ name }) => name === 'ks_staff')!;
  const closing = await fetch(shopUrl('/admin/cases?/close'), {
    method: 'POST',
    headers: {
      cookie: `ks_staff=${cookie.value}`,
      origin: new URL(shopUrl()).origin,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: `id=${randomUUID()}&reason=because`,
  });
  expect([closing.status, await closing.text()]).toEqual([403, expect.stringContaining('cases:close')]);

  const answer = await page.goto('/admin/audit');
  expect([answer?.status(), answer?.headers()['cache-control']]).toEqual([403, 'private, no-store']);
  await page.getByRole('heading', { level: 1, name: say('office_refused_title') }).waitFor();
  expect(await page.getByRole('main').innerText()).toContain('audit:read');
});

it('Who leaves is out, and nobody comes in by guessing', async () => {
  const context = await visit({ device: 'desk', expects: [REFUSED] });
  const page = await context.newPage();
  await enterAs(page, 'role_warehouse');
  await page.getByRole('heading', { name: say('figures_by_hour') }).waitFor();
  await untilAlive(page);
  await page.locator('summary:visible').click();
  await page.locator('button:visible', { hasText: say('office_sign_out') }).click();
  await page.waitForURL(/\/admin\/sign-in$/);
  const token = (await context.cookies()).find(({ name }) => name === 'ks_staff');
  expect(token).toBeUndefined();
  await page.getByRole('textbox', { name: say('staff_account') }).fill('demo-owner');
  await page.getByLabel(say('password'), { exact: true }).fill('a password that is none');
  await page.getByLabel(say('staff_code')).fill('123456');
  await page.getByRole('button', { name: say('staff_sign_in_submit'), exact: true }).click();
  await page.getByText(say('staff_sign_in_wrong_title')).waitFor();
  expect(await page.getByRole('textbox', { name: say('staff_account') }).inputValue()).toBe('demo-owner');
});
