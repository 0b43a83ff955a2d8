import type { CustomerId } from '../../kernel/ids.ts';
import type { Messages } from './messages.ts';
import type { Notice, NoticeBudget } from './notice-budget.ts';
import type { SendInTime } from './send-in-time.ts';
import type { ToldNotices } from './told-notices.ts';

export type Notices = {
  /**
   * Tells of a change to the account: at once, or together with others where there were many. What was told already is not
   * told again. Rejects where no channel took it, and it is as if nothing had been tried: the event comes again.
   */
  tell(notice: Notice, sendIt: () => Promise<void>): Promise<void>;
  /** For the job: tells by one message what was not told one by one. */
  tellFolded(
    customerId: CustomerId,
    findPhone: (customerId: CustomerId) => Promise<string | undefined>,
  ): Promise<void>;
};

export type NoticesDeps = {
  readonly messages: Pick<Messages, 'sendFoldedNotices'>;
  readonly budget: NoticeBudget;
  readonly told: Pick<ToldNotices, 'isTold' | 'note'>;
  readonly sendInTime: SendInTime;
};

/** Notices about an account. The one place where it is asked whether one more may go out. */
export function makeNotices({ messages, budget, told, sendInTime }: NoticesDeps): Notices {
  return {
    async tell(notice, sendIt) {
      if (await told.isTold(notice.changeId)) return;
      if (!(await budget.take(notice))) return budget.fold(notice);
      try {
        await sendInTime(sendIt);
      } catch (error) {
        await budget.giveBack(notice);
        throw error;
      }
      // Only now: a process that dies before it has told loses nothing, and one that dies in between tells twice.
      await told.note(notice.changeId);
    },
    tellFolded: (customerId, findPhone) =>
      budget.tellFolded(customerId, async (folded) => {
        const phone = await findPhone(customerId);
        if (phone === undefined) return;
        await sendInTime(() => messages.sendFoldedNotices(phone, folded.at(-1)!.language, folded));
      }),
  };
}
