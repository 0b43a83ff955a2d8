import { expect, test } from 'vitest';
import { makeMessages } from './messages.ts';
import type { OutgoingMessage } from './messaging.ts';

async function textOf(language: 'zh-CN' | 'en', device: string, place: string): Promise<string> {
  const sent: OutgoingMessage[] = [];
  const messaging = makeMessages({
    shopName: () => '山间茶舍',
    sms: { send: async (message) => void sent.push(message) },
  });
  await messaging.sendNotice('13800138000', 'new_device', language, { device, place });
  expect(sent).toMatchObject([{ to: '13800138000', template: 'new_device', params: { device, place } }]);
  return sent[0]!.text;
}

test('a new device is named with its place, in both languages, and what to do', async () => {
  const zh = await textOf('zh-CN', 'Chrome · Windows', '广东省 深圳市');
  expect(zh).toContain('（Chrome · Windows，广东省 深圳市）');
  expect(zh).toContain('设置新密码');
  expect(await textOf('en', 'Safari · iPhone', '')).toContain('(Safari · iPhone)');
});

test('a device that is no known one is called so, and no message holds a link', async () => {
  for (const language of ['zh-CN', 'en'] as const) {
    const text = await textOf(language, '', '');
    expect(text).toMatch(/未知设备|unknown device/);
    expect(text).not.toMatch(/https?:|www\.|\w\.\w/);
  }
});
