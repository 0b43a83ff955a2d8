import { buffer } from 'node:stream/consumers';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { readZip } from '../support/read-zip.ts';
import { placeOrder, signUp, type Shopper } from '../support/shopper.ts';
import { agreeToOlderTexts, forgetProof } from './support/on-database.ts';
import { findProduct } from './support/shelf.ts';
import { button, codeSentTo } from './support/steps.ts';
import { open, shopUrl, visit } from './support/visit.ts';
import { like, say, type Word } from './support/words.ts';

const toggle = (page: Page, word: Word) => page.getByRole('switch', { name: say(word), exact: true });

it.for([
  { script: true, name: 'with script' },
  { script: false, name: 'without script' },
])('A consent is off until it is turned on, and is turned off as easily, $name', async ({ script }) => {
  const { token, call } = await signUp(shopUrl());
  const page = await (await visit({ device: 'phone', script, token })).newPage();
  await page.goto('/account/privacy');
  for (const word of [
    'consent_marketing',
    'consent_recommendation',
    'consent_carrier',
    'consent_payment',
  ] as const)
    expect(await toggle(page, word).getAttribute('aria-checked')).toBe('false');
  for (const state of ['true', 'false', 'true']) {
    await toggle(page, 'consent_marketing').click();
    await expect.poll(() => toggle(page, 'consent_marketing').getAttribute('aria-checked')).toBe(state);
  }
  const { items } = (await call('GET', '/me/consents')).body;
  expect(items.find(({ purpose }: { purpose: string }) => purpose === 'marketing')).toMatchObject({
    isGiven: true,
    way: 'page',
  });
});

it('A customer takes everything along: asked for, announced, downloaded as often as it takes', async () => {
  const shopper = await signUp(shopUrl());
  await forgetProof(shopper.customerId);
  const page = await open(await visit({ token: shopper.token }), '/account/privacy');
  await button(page, 'export_button').click();
  await proveOn(page, shopper);
  await button(page, 'export_button').click();
  // The page shows by itself when it is ready.
  await button(page, 'export_download').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    button(page, 'export_download').click(),
  ]);
  expect(download.suggestedFilename()).toBe('ks-order-my-data.zip');
  const files = readZip(await buffer(await download.createReadStream()));
  expect(files.get('index.html')).toContain(shopper.phone);
  await page.reload();
  await button(page, 'export_download').waitFor();
});

/** On the page that asks for a proof: a code, and back. */
async function proveOn(page: Page, { phone }: Shopper): Promise<void> {
  await page.waitForURL(/\/account\/prove/);
  await button(page, 'sign_in_request_code').click();
  await page.getByText(like('sign_in_code_sent')).waitFor();
  await page.getByLabel(say('sign_in_code'), { exact: true }).fill(await codeSentTo(phone));
  await button(page, 'prove_submit').click();
  await page.waitForURL(/\/account\/privacy/);
}

it.for([
  { script: true, name: 'with script' },
  { script: false, name: 'without script' },
])(
  'An account is closed only without open orders, after a question and a proof, and can be kept, $name',
  async ({ script }) => {
    const shopper = await signUp(shopUrl());
    const { skus } = await findProduct('digital-piano-61');
    const { orderNo } = (await placeOrder(shopper, [{ skuId: skus[0]!.id, quantity: 1 }])).body;
    const page = await (await visit({ device: 'phone', script, token: shopper.token })).newPage();
    await page.goto('/account/privacy');
    expect(await button(page, 'deletion_cannot').isDisabled()).toBe(true);
    await page.getByRole('link', { name: orderNo }).waitFor();

    await shopper.call('POST', `/orders/${orderNo}/cancellation`, { body: {} });
    await forgetProof(shopper.customerId);
    await page.reload();
    await page.getByRole('link', { name: say('deletion_button'), exact: true }).click();
    await button(page, 'deletion_confirm').click();
    await proveOn(page, shopper);
    // Back at the question, not behind it: a proof is no answer.
    await button(page, 'deletion_confirm').click();
    await page.getByText(like('deletion_notice_title')).waitFor();
    expect((await shopper.call('GET', '/privacy/deletion')).status).toBe(200);

    await page.goto('/account');
    await page.getByText(like('deletion_notice_title')).waitFor();
    await button(page, 'deletion_undo').click();
    await page.waitForURL(/\/account\/privacy$/);
    expect(await page.getByText(like('deletion_notice_title')).count()).toBe(0);
    expect((await shopper.call('GET', '/privacy/deletion')).status).toBe(404);
  },
);

it('Changed terms ask again on the account and before the next checkout, and older versions stay readable', async () => {
  const shopper = await signUp(shopUrl());
  await agreeToOlderTexts(shopper.customerId);
  const context = await visit({ token: shopper.token });
  const page = await context.newPage();
  const { skus } = await findProduct('digital-piano-61');
  await page.goto('/account');
  await page.getByText(say('consent_bar_title')).waitFor();
  const checkout = `/checkout?sku=${skus[0]!.id}&quantity=1`;
  await page.goto(checkout);
  await page.getByRole('heading', { name: say('agree_title') }).waitFor();
  await button(page, 'consent_bar_agree').click();
  await page.waitForURL((url) => url.pathname + url.search === checkout);
  expect(await page.getByText(say('consent_bar_title')).count()).toBe(0);
  expect((await shopper.call('GET', '/me/consents')).body.isCurrent).toBe(true);

  await page.goto('/privacy');
  await page.getByRole('link', { name: '2026-11-01' }).click();
  await page.getByText(say('legal_old_title')).waitFor();
  await page.getByRole('link', { name: say('legal_newest'), exact: true }).click();
  await page.waitForURL(/\/privacy$/);
});
