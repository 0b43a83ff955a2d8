import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs, type StaffCaller } from '../../../test/support/back-office.ts';
import { makeCaller, signUp } from '../../../test/support/shopper.ts';
import { startTestShop, type TestShop } from '../../../test/support/test-shop.ts';

let shop: TestShop;
let owner: StaffCaller;

beforeAll(async () => {
  shop = await startTestShop({ ROLE: 'web' });
  owner = await signInAs(shop.url, 'owner');
}, 120_000);
afterAll(() => shop.stop());

const written = (title: string) =>
  `# ${title}\n\n山间茶舍的${title}。\n\n## 我们是谁\n\n见[经营者信息](/legal/business)。`;
const publish = (terms: string, privacy: string, expectedVersion: number) =>
  owner.call('PUT', '/staff/settings/policies', {
    body: { value: { terms: { zh: terms, en: '' }, privacy: { zh: privacy, en: '' } }, expectedVersion },
  });

test('a text that could do something, or has no title, is published by nobody', async () => {
  const fit = written('协议');
  const unfit = [
    '',
    '没有标题',
    `${fit}\n\n<script>alert(1)</script>`,
    `${fit}\n\n<b>粗</b>`,
    `${fit}\n\n[点这里](javascript:alert(1))`,
    `${fit}\n\n![图](https://elsewhere.example/x.png)`,
  ];
  for (const text of unfit) {
    const { status, body } = await publish(text, fit, 0);
    expect([text, status, body.faults.map(({ field }: { field: string }) => field)]).toEqual([
      text,
      422,
      ['terms.zh'],
    ]);
  }
  const huge = await publish(`${fit}${'长'.repeat(20_000)}`, fit, 0);
  expect(huge.body.code).toBe('malformed');
});

test('a new version asks customers again, and what was agreed to stays readable', async () => {
  const visitor = makeCaller(shop.url);
  const shopper = await signUp(shop.url);
  const before = (await visitor.call('GET', '/policies')).body;
  expect((await shopper.call('GET', '/me/consents')).body.isCurrent).toBe(true);
  expect((await publish(written('用户协议'), written('隐私政策'), 0)).status).toBe(200);
  expect((await publish(written('用户协议第二版'), written('隐私政策'), 1)).status).toBe(200);

  const now = (await visitor.call('GET', '/policies')).body;
  expect(now.version).toMatch(/^\d{4}-\d{2}-\d{2}\.2$/);
  expect(now.versions).toEqual([now.version, now.version.replace(/2$/, '1'), ...before.versions]);
  // What is not written in English is shown in Chinese.
  expect(now.items.map(({ title }: { title: string }) => title)).toEqual([
    ...['用户协议第二版', '用户协议第二版', '隐私政策', '隐私政策'],
  ]);
  const first = await visitor.call('GET', `/policies?kind=terms&version=${now.versions[1]}`);
  expect(first.body.items[0].title).toBe('用户协议');
  const ofProgram = await visitor.call('GET', `/policies?kind=terms&version=${before.version}`);
  expect(ofProgram.body.items[0].markdown).toBe(before.items[0].markdown);
  expect((await visitor.call('GET', '/policies?version=2026-01-01.1')).status).toBe(404);

  const asked = (await shopper.call('GET', '/me/consents')).body;
  expect([asked.isCurrent, asked.version]).toEqual([false, now.version]);
  for (const purpose of ['terms', 'privacy'])
    await shopper.call('PUT', `/me/consents/${purpose}`, { body: { version: now.version } });
  expect((await shopper.call('GET', '/me/consents')).body.isCurrent).toBe(true);
  // Whoever comes now agrees to these and to no others.
  const body = {
    phone: '13800138000',
    code: '000000',
    consent: { terms: true, privacy: true, version: before.version },
  };
  const refused = await visitor.call('POST', '/auth/sessions', { body });
  expect([refused.body.code, refused.body.version]).toEqual(['consent_required', now.version]);
});
