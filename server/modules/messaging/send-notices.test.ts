import { expect, test } from 'vitest';
import type { CustomerId } from '../../kernel/ids.ts';
import { makeMessages } from './messages.ts';
import type { MessageChannel } from './messaging.ts';
import type { Notice, NoticeBudget } from './notice-budget.ts';
import { sendInTime } from './send-in-time.ts';
import { makeNotices } from './send-notices.ts';

const PHONE = '13800138000';
const customerId = '4KT9XWQ2M7PD' as CustomerId;
let lastChange = 0;
const aNotice = (notice: string): Notice => ({
  customerId,
  changeId: String((lastChange += 1)),
  notice,
  language: 'zh-CN',
  at: new Date('2026-11-26T14:03:31Z'),
});

/** A budget that allows so many, and notes what waits. */
function budgetOf(allowed: number): NoticeBudget & { readonly folded: string[]; left(): number } {
  const folded: string[] = [];
  let left = allowed;
  return {
    folded,
    left: () => left,
    take: async () => (left -= 1) >= 0,
    giveBack: async () => void (left += 1),
    fold: async ({ notice }) => void folded.push(notice),
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
  const known = new Set<string>();
  const told = {
    isTold: async (changeId: string) => known.has(changeId),
    note: async (changeId: string) => void known.add(changeId),
  };
  const messages = makeMessages({ sms: channel, shopName: () => '山间茶舍' });
  const notices = makeNotices({
    messages,
    budget,
    told,
    sendInTime: sendInTime({ now: () => new Date(0) }, 20),
  });
  const tell = (notice: Notice): Promise<void> =>
    notices.tell(notice, () => messages.sendNotice(PHONE, 'new_device', notice.language, {}));
  return { budget, known, notices, tell };
}
const failing: MessageChannel = { send: () => Promise.reject(new Error('the provider is away')) };

test('a notice that no channel takes is as if it had not been tried, so that it is tried again', async () => {
  const { tell, budget, known } = bench(failing);
  await expect(tell(aNotice('new_device'))).rejects.toThrow('the provider is away');
  expect(budget.left()).toBe(5);
  expect(budget.folded).toEqual([]);
  expect(known.size).toBe(0);
});

test('a channel that hangs has failed after its time', async () => {
  const { tell, budget } = bench({ send: () => new Promise(() => undefined) });
  await expect(tell(aNotice('new_device'))).rejects.toThrow('not done within');
  expect(budget.left()).toBe(5);
});

test('what was told is not told again', async () => {
  const sent: unknown[] = [];
  const { tell, budget } = bench({ send: async (message) => void sent.push(message) });
  const notice = aNotice('new_device');
  for (let times = 0; times < 3; times += 1) await tell(notice);
  expect(sent).toHaveLength(1);
  expect(budget.left()).toBe(4);
});

test('what is beyond the budget is not sent but told by one message, by name, number and time, without a link', async () => {
  const sent: { template: string; text: string }[] = [];
  const { notices, tell } = bench({ send: async (message) => void sent.push(message) }, budgetOf(1));
  await tell(aNotice('new_device'));
  await tell(aNotice('password_changed'));
  await tell(aNotice('deletion-scheduled'));
  expect(sent.map(({ template }) => template)).toEqual(['new_device']);
  await notices.tellFolded(customerId, async () => PHONE);
  expect(sent).toHaveLength(2);
  expect(sent[1]).toMatchObject({ template: 'more_changes' });
  expect(sent[1]!.text).toContain('设置密码 191 次（最后一次 11-26 22:03），申请注销账号 191 次');
  expect(sent[1]!.text).not.toMatch(/https?:|www\.|\w\.\w/);
});

test('what was folded cannot be told to an account that is gone', async () => {
  const sent: unknown[] = [];
  const { notices, tell } = bench({ send: async (message) => void sent.push(message) }, budgetOf(0));
  await tell(aNotice('password_changed'));
  await notices.tellFolded(customerId, async () => undefined);
  expect(sent).toEqual([]);
});
