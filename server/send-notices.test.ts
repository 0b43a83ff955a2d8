import { expect, test } from 'vitest';
import { makeMessaging } from './modules/messaging/index.ts';
import { makeNotices } from './send-notices.ts';

test('a notice that no channel takes rejects nobody, and the log is told without a phone', async () => {
  const told: object[] = [];
  const failing = makeMessaging({ sms: { send: () => Promise.reject(new Error('the provider is away')) } });
  const notices = makeNotices(failing, { error: (details) => void told.push(details) });
  await notices.send('13800138000', 'new_device', 'zh-CN', { device: 'Chrome · Windows', place: '' });
  expect(told).toEqual([{ err: expect.any(Error), notice: 'new_device' }]);
});

test('draining waits for what is on its way', async () => {
  let arrive = (): void => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const notices = makeNotices({ sendNotice: () => arrived }, { error: () => undefined });
  void notices.send('13800138000', 'password_changed', 'en');
  let isDrained = false;
  const drained = notices.drain().then(() => (isDrained = true));
  await Promise.resolve();
  expect(isDrained).toBe(false);
  arrive();
  await drained;
});
