import { expect, it } from 'vitest';
import { signInAs } from '../support/back-office.ts';
import { makeCaller } from '../support/shopper.ts';
import { forms } from './support/forms.ts';
import { shopUrl, untilAlive, visit } from './support/visit.ts';
import { say } from './support/words.ts';

const NAME = '茶壶第二件半价';
const TEAPOT = '珐琅铸铁茶壶';

it.each(forms([{ script: true }], [{ script: false }]))(
  'Staff make a campaign, try it, start it, a shopper pays less, and once it is paused pays the old price (%o)',
  async ({ script }) => {
    const { token } = await signInAs(shopUrl(), 'marketing');
    const context = await visit({ device: script ? 'desk' : 'phone', script, staffToken: token });
    const page = await context.newPage();
    await page.goto('/admin/campaigns');
    if (script) await untilAlive(page);
    await page
      .getByRole('link', { name: say('campaign_new') })
      .last()
      .click();
    await page.getByRole('link', { name: say('campaign_kind_second_at_half_price'), exact: true }).click();
    // The form of the kind before it has a name as well.
    await page.waitForURL(/kind=second_at_half_price/);
    await page.getByLabel(say('campaign_name'), { exact: true }).fill(NAME);
    await page.getByLabel(say('campaign_starts'), { exact: true }).fill('2020-01-01T00:00');
    await page.getByLabel(say('campaign_ends'), { exact: true }).fill('2090-01-01T00:00');
    await page.getByLabel(say('campaign_scope_products'), { exact: true }).check();
    await page.getByRole('textbox', { name: say('campaign_search') }).fill(TEAPOT);
    await page.getByRole('button', { name: say('behalf_find'), exact: true }).click();
    await page
      .getByRole('button', { name: new RegExp(`^加商品 ${TEAPOT}`) })
      .first()
      .click();
    await page.getByRole('button', { name: new RegExp(`^去掉 ${TEAPOT}`) }).waitFor();
    await page.getByRole('button', { name: say('campaign_save_draft') }).click();
    await page.getByText(say('campaign_made')).waitFor();

    const sku = (await makeCaller(shopUrl()).call('GET', '/products/enamel-teapot-900')).body.skus[0];
    const total = async (): Promise<number> => {
      const body = { lines: [{ skuId: sku.id, quantity: 2 }] };
      return (await makeCaller(shopUrl()).call('POST', '/quotes', { body })).body.totalAmount;
    };
    const before = await total();
    await page.getByRole('textbox', { name: say('campaign_trial_search') }).fill(TEAPOT);
    await page
      .getByRole('button', { name: say('behalf_find'), exact: true })
      .first()
      .click();
    await page
      .getByRole('button', { name: new RegExp(`^加入 ${TEAPOT}`) })
      .first()
      .click();
    await page.getByLabel(new RegExp(`${TEAPOT}.*的数量`)).fill('2');
    await page.getByRole('button', { name: say('campaign_trial_do') }).click();
    await page
      .locator('[data-trial]')
      .getByText(/这个活动省 ¥64\.50/)
      .waitFor();
    expect(await total()).toBe(before);

    await page.getByRole('button', { name: say('campaign_start'), exact: true }).click();
    await page.getByText(`已开始：${NAME}`).waitFor();
    expect(await total()).toBe(before - 6_450);

    await page.goto('/admin/campaigns');
    await page.getByRole('button', { name: `暂停 ${NAME}` }).click();
    await page.getByText(new RegExp(`^已暂停：${NAME}`)).waitFor();
    expect(await total()).toBe(before);
  },
);

it.each(forms([{ script: true }], [{ script: false }]))(
  'Staff remove a draft once they have said yes; one that was started meanwhile stays (%o)',
  async ({ script }) => {
    const marketing = await signInAs(shopUrl(), 'marketing');
    const context = await visit({
      device: script ? 'desk' : 'phone',
      script,
      staffToken: marketing.token,
      expects: [/409/],
    });
    const page = await context.newPage();
    const makeDraft = async (name: string): Promise<string> => {
      const made = await marketing.call('POST', '/staff/coupon-campaigns', {
        body: {
          ...{ name, kind: 'amount', amount: 1_000, thresholdAmount: 5_000, state: 'draft' },
          ...{ claimableFrom: '2020-01-01T00:00:00Z', claimableUntil: '2090-01-01T00:00:00Z' },
          ...{ quota: 10, quotaPerCustomer: 1 },
        },
      });
      expect(made.status, JSON.stringify(made.body)).toBe(201);
      return made.body.id;
    };
    const open = async (id: string): Promise<void> => {
      await page.goto(`/admin/campaigns/${id}`);
      if (script) await untilAlive(page);
      await page.getByRole('link', { name: say('campaign_remove'), exact: true }).click();
    };
    const confirm = page.getByRole('button', { name: say('campaign_remove'), exact: true });
    await open(await makeDraft('写错的草稿'));
    await page.getByText('「写错的草稿」').waitFor();
    await confirm.click();
    await page.getByText(say('campaign_removed')).waitFor();
    expect(await page.getByText('写错的草稿').count()).toBe(0);

    const id = await makeDraft('别人刚开始的');
    await open(id);
    await confirm.waitFor();
    await marketing.call('POST', `/staff/coupon-campaigns/${id}/start`);
    await confirm.click();
    await page.getByText(say('campaign_was_changed')).waitFor();
    expect((await marketing.call('GET', `/staff/coupon-campaigns/${id}`)).body.phase).toBe('running');
    expect(await page.getByRole('link', { name: say('campaign_remove'), exact: true }).count()).toBe(0);
    await marketing.call('POST', `/staff/coupon-campaigns/${id}/pause`);
  },
);
