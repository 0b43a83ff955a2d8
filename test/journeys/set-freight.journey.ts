import { expect, it } from 'vitest';
import { signInAs } from '../support/back-office.ts';
import { makeCaller, signUp } from '../support/shopper.ts';
import { forms } from './support/forms.ts';
import { shopUrl, untilAlive, visit } from './support/visit.ts';
import { say } from './support/words.ts';

const SLUG = 'retro-desk-phone';

it.each(forms([{ script: true }, { script: false }], []))(
  'Staff make a freight template with a region not served, try it, choose it for goods, and a shopper there is told so (%o)',
  async ({ script }) => {
    const name = `座机专线 ${script ? '甲' : '乙'}`;
    const owner = await signInAs(shopUrl(), 'owner');
    const context = await visit({
      ...{ device: script ? 'desk' : 'phone', script, staffToken: owner.token },
      // What is refused is what this is about.
      expects: [/422 \(/, /409 \(/],
    });
    const page = await context.newPage();
    await page.goto('/admin/freight');
    if (script) await untilAlive(page);
    await page
      .getByRole('link', { name: say('template_new') })
      .last()
      .click();
    await page.getByLabel(say('template_name'), { exact: true }).fill(name);
    await page.getByLabel(say('template_by_weight'), { exact: true }).check();
    // Nothing that is typed is lost by a refusal.
    await page.locator('[name="row-0-firstUnits"]').fill('1');
    await page.locator('[name="row-0-firstAmount"]').fill('十二');
    await page.locator('[name="row-0-furtherUnits"]').fill('0.5');
    await page.locator('[name="row-0-furtherAmount"]').fill('3');
    await page.getByRole('button', { name: say('template_save') }).click();
    await page.getByText(say('template_wrong_amount')).waitFor();
    expect(await page.locator('[name="row-0-firstAmount"]').inputValue()).toBe('十二');
    await page.locator('[name="row-0-firstAmount"]').fill('12');

    // All of 西藏, and 拉萨市's 城关区 is in it; of 新疆 one city alone.
    await page.locator('#regions-not button').click();
    await page.getByLabel('西藏自治区', { exact: true }).check();
    await page.getByRole('button', { name: '新疆维吾尔自治区的下级地区' }).click();
    await page.getByLabel('乌鲁木齐市', { exact: true }).check();
    await page.locator('#regions-not button').click();
    await page.locator('#regions-not').getByText('西藏自治区、新疆维吾尔自治区乌鲁木齐市').waitFor();

    async function tryIn(province: string, city: string, district: string): Promise<string> {
      await page.locator('[name=province]').selectOption(province);
      if (!script) await page.getByRole('button', { name: say('address_next_level') }).click();
      await page.locator('[name=city]').selectOption(city);
      if (!script) await page.getByRole('button', { name: say('address_next_level') }).click();
      await page.locator('[name=regionCode]').selectOption(district);
      await page.locator('[name=pieces]').fill('2');
      await page.locator('[name=weight]').fill('1480');
      const tried = page.locator('[data-tried]');
      const old = (await tried.count()) === 0 ? '' : await tried.textContent();
      await page.getByRole('button', { name: say('template_trial_do') }).click();
      await expect.poll(async () => ((await tried.count()) === 0 ? '' : tried.textContent())).not.toBe(old);
      return (await tried.textContent()) ?? '';
    }
    // 2.96 kg: the first kilogram, and four halves that are begun.
    expect(await tryIn('浙江省', '杭州市', '西湖区')).toContain('¥24.00');
    expect(await tryIn('新疆维吾尔自治区', '乌鲁木齐市', '天山区')).toContain(say('template_tried_refused'));
    await page.getByRole('button', { name: say('template_save') }).click();
    await page.getByText(say('template_made')).waitFor();

    const items = (await owner.call('GET', `/staff/products?q=${encodeURIComponent('复古桌面电话机')}`)).body
      .items;
    await page.goto(`/admin/products/${items[0].id}`);
    if (script) await untilAlive(page);
    await page.getByLabel(say('goods_freight'), { exact: true }).selectOption({ label: name });
    await page.getByRole('button', { name: say('goods_save'), exact: true }).click();
    await page.getByText(say('goods_did_save')).waitFor();

    const shopper = await signUp(shopUrl());
    const sku = (await makeCaller(shopUrl()).call('GET', `/products/${SLUG}`)).body.skus[0];
    const quoteIn = async (regionCode: string) => {
      const body = { recipient: '李雷', phone: '13800001111', regionCode, street: '幸福路 1 号' };
      const addressId = (await shopper.call('POST', '/addresses', { body })).body.id;
      const lines = [{ skuId: sku.id, quantity: 1 }];
      return (await shopper.call('POST', '/quotes', { body: { lines, addressId } })).body;
    };
    expect(await quoteIn('330106')).toMatchObject({ freightAmount: 1_500 });
    expect(await quoteIn('540102')).toMatchObject({ code: 'not_served', skuIds: [sku.id] });

    // What goods go by is not deleted, and says why.
    await page.goto('/admin/freight');
    await page.getByRole('link', { name, exact: true }).click();
    await page.getByRole('link', { name: say('template_delete'), exact: true }).click();
    await page.getByRole('button', { name: say('template_delete_do') }).click();
    await page.getByText('还有 1 种商品在用它：复古桌面电话机').waitFor();
    const { version } = (await owner.call('GET', `/staff/products/${items[0].id}`)).body;
    const back = { freightTemplateId: null, expectedVersion: version };
    expect((await owner.call('PATCH', `/staff/products/${items[0].id}`, { body: back })).status).toBe(200);
    await page.getByRole('button', { name: say('template_delete_do') }).click();
    await page.getByText(say('template_deleted')).waitFor();
  },
);
