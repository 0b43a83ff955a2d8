import { expect, test } from 'vitest';
import type { CustomerId } from '../../kernel/ids.ts';
import { makeMessages } from './messages.ts';
import type { MessageChannel } from './messaging.ts';
import type { NoticeBudget } from './notice-budget.ts';
import { makeNotices } from './send-notices.ts';

const TO = { customerId: '4KT9XWQ2M7PD' as CustomerId, phone: '13800138000' };

/** A budget that allows so many, and notes what waits. */
function budgetOf(allowed: number): NoticeBudget & { readonly folded: string[] } {
  const folded: string[] = [];
  let left = allowed;
  return {
    folded,
    take: async () => (left -= 1) >= 0,
    fold: async (_customerId, notice) => void folded.push(notice),
    tellFolded: (_customerId, tell) =>
      tell(
        folded.map((notice) => ({
          notice,
          count: 191,
          language: 'zh-CN',
          lastAt: new Date('2026-11-26T14:03:31Z'),
        })),
      ),
  };
}

function bench(channel: MessageChannel, budget = budgetOf(5)) {
  const logged: object[] = [];
  const log = { error: (details: object) => void logged.push(details) };
  return {
    budget,
    logged,
    notices: makeNotices({ messages: makeMessages({ sms: channel }), budget, log }),
  };
}
const failing: MessageChannel = { send: () => Promise.reject(new Error('the provider is away')) };

test('a notice that no channel takes rejects nobody, waits to be told later, and the log is told without a phone', async () => {
  const { notices, logged, budget } = bench(failing);
  await notices.send(TO, 'new_device', 'zh-CN', { device: 'Chrome · Windows', place: '' });
  expect(logged).toEqual([{ err: expect.any(Error), notice: 'new_device' }]);
  expect(budget.folded).toEqual(['new_device']);
  await expect(notices.tellFolded(TO.customerId, async () => TO.phone)).rejects.toThrow('away');
});

test('draining waits for what is on its way', async () => {
  let arrive = (): void => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const { notices } = bench({ send: () => arrived });
  void notices.send(TO, 'password_changed', 'en');
  let isDrained = false;
  const drained = notices.drain().then(() => (isDrained = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(isDrained).toBe(false);
  arrive();
  await drained;
});

test('what is beyond the budget is not sent but told by one message, by name, number and time, without a link', async () => {
  const sent: { template: string; text: string }[] = [];
  const { notices } = bench({ send: async (message) => void sent.push(message) }, budgetOf(1));
  await notices.send(TO, 'password_changed', 'zh-CN');
  await notices.send(TO, 'password_changed', 'zh-CN');
  await notices.sendPrivacyNotice(TO, 'deletion-scheduled', 'zh-CN', { day: '2026-12-03', url: '' });
  expect(sent.map(({ template }) => template)).toEqual(['password_changed']);
  await notices.tellFolded(TO.customerId, async () => TO.phone);
  expect(sent).toHaveLength(2);
  expect(sent[1]).toMatchObject({ template: 'more_changes' });
  expect(sent[1]!.text).toContain('设置密码 191 次（最后一次 11-26 22:03），申请注销账号 191 次');
  expect(sent[1]!.text).not.toMatch(/https?:|www\.|\w\.\w/);
});

test('nobody is told of an account that is gone', async () => {
  const sent: unknown[] = [];
  const { notices } = bench({ send: async (message) => void sent.push(message) }, budgetOf(0));
  await notices.send(TO, 'password_changed', 'en');
  await notices.tellFolded(TO.customerId, async () => undefined);
  expect(sent).toEqual([]);
});
