import { expect, it } from 'vitest';
import { newPhone, signUp } from '../support/shopper.ts';
import { couponTerms, startCampaign } from './support/campaigns.ts';
import { findProduct } from './support/shelf.ts';
import { REFUSED, signIn } from './support/steps.ts';
import { open, shopUrl, untilAlive, visit } from './support/visit.ts';
import { say } from './support/words.ts';

const SLUG = 'beginner-yoyo';

/** For one product, so that nobody else's prices change. */
async function offer(name: string, terms: Record<string, unknown> = {}, code?: string): Promise<string> {
  const product = await findProduct(SLUG);
  const scope = { kind: 'products', ids: [product.id] };
  const definition = couponTerms({ scope, amount: 200, ...terms });
  const campaignId = await startCampaign({ kind: 'amount', name, definition, ...(code && { code }) });
  const visitor = async () =>
    (
      (await (await fetch(shopUrl('/api/v1/coupons/claimable'))).json()) as {
        items: { campaignId: string }[];
      }
    ).items;
  // The notice reaches the program by its own connection.
  if (code === undefined)
    await expect.poll(async () => (await visitor()).map((one) => one.campaignId)).toContain(campaignId);
  return campaignId;
}
const claimName = (name: string) => ({ name: say('coupon_claim_named', { name }), exact: true });

it.each([
  { device: 'phone', script: true },
  { device: 'desk', script: false },
] as const)(
  'A visitor on $device (script: $script) claims on the page of a product, signs in, and comes back to the tickets',
  async ({ device, script }) => {
    const name = `商品页券 ${device}`;
    await offer(name);
    const context = await visit({ device, script });
    const page = await context.newPage();
    await page.goto(`/product/${SLUG}`);
    if (script) await untilAlive(page);
    await page.getByText(say('coupon_strip_open'), { exact: true }).click();
    await page.getByRole('button', claimName(name)).click();
    await page.waitForURL(/\/login\?next=/);
    await signIn(page, newPhone());
    await page.waitForURL(new RegExp(`/product/${SLUG}\\?tickets=shown`));
    await page.getByRole('button', claimName(name)).click();
    await page.getByText(say('coupon_got', { name })).first().waitFor();
    await page.getByText(say('coupon_claimed'), { exact: true }).first().waitFor();
    expect(await page.getByRole('button', claimName(name)).count()).toBe(0);
    await page.goto('/account/coupons');
    await page.getByText(name, { exact: true }).waitFor();
  },
);

it('A customer claims in the coupon centre and by a code, is told what cannot be had, and finds all of it again', async () => {
  const [name, gone, coded] = ['领券中心券', '限量一张券', '口令券'];
  const campaignId = await offer(gone, { quota: 1 });
  await offer(name);
  await offer(coded, {}, 'YOYO2026');
  const customer = await signUp(shopUrl());
  const context = await visit({ token: customer.token, expects: [REFUSED] });
  const page = await open(context, '/coupons');
  // Somebody else takes the last one while this page is looked at.
  const faster = await signUp(shopUrl());
  expect((await faster.call('POST', '/coupons', { body: { campaignId } })).status).toBe(201);
  await page.getByRole('button', claimName(gone)).click();
  const refusal = page.locator('[data-refusal]');
  await refusal.waitFor();
  expect(await refusal.textContent()).toContain('领完了');
  await page.getByText(say('coupon_gone'), { exact: true }).waitFor();

  await page.getByRole('button', claimName(name)).click();
  await page.getByText(say('coupon_got', { name })).first().waitFor();
  await page.getByLabel(say('coupon_code_label')).fill('wrong-code');
  await page.getByRole('button', { name: say('coupon_code_do') }).click();
  await expect.poll(() => refusal.textContent()).toContain('没有这个兑换码');
  await page.getByLabel(say('coupon_code_label')).fill(' yoyo-2026 ');
  await page.getByRole('button', { name: say('coupon_code_do') }).click();
  await page
    .getByText(say('coupon_got', { name: coded }))
    .first()
    .waitFor();

  await page.goto('/account/coupons');
  for (const mine of [name, coded]) await page.getByText(mine, { exact: true }).waitFor();
  await page.getByRole('link', { name: say('coupon_tab_used'), exact: true }).click();
  await page.getByText(say('coupon_none_title')).waitFor();
});
