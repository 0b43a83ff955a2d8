import type { CustomerId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import type { Receiver } from '../customers/index.ts';
import type { Messages } from './messages.ts';
import type { NoticeBudget } from './notice-budget.ts';

type Rest<Send> = Send extends (phone: string, ...rest: infer Of) => Promise<void> ? Of : never;

export type Notices = {
  /**
   * Tells of a change to the account: at once, or together with others where there were many. Never rejects: what a notice
   * tells of is done already, so one that could not be sent must not look as if that had failed. It is told later.
   */
  send(to: Receiver, ...notice: Rest<Messages['sendNotice']>): Promise<void>;
  /** The same of what happens to what is known of a customer. */
  sendPrivacyNotice(to: Receiver, ...notice: Rest<Messages['sendPrivacyNotice']>): Promise<void>;
  /** For the job: tells by one message what was not told one by one. */
  tellFolded(
    customerId: CustomerId,
    findPhone: (customerId: CustomerId) => Promise<string | undefined>,
  ): Promise<void>;
  /** Waits until those that nobody waits for are on their way. */
  drain(): Promise<void>;
};

export type NoticesDeps = {
  readonly messages: Pick<Messages, 'sendNotice' | 'sendPrivacyNotice' | 'sendFoldedNotices'>;
  readonly budget: NoticeBudget;
  /** The program's log is told of those that could not be sent. */
  readonly log: { error(details: object, message: string): void };
};

/** Notices about an account. The one place where it is asked whether one more may go out. */
export function makeNotices({ messages, budget, log }: NoticesDeps): Notices {
  const underWay = new Set<Promise<void>>();

  async function sendOrFold(
    { customerId }: Receiver,
    notice: string,
    language: Language,
    sendIt: () => Promise<void>,
  ): Promise<void> {
    try {
      if (await budget.take(customerId, notice)) {
        try {
          return await sendIt();
        } catch (error) {
          log.error({ err: error, notice }, 'a notice could not be sent, and is told later');
        }
      }
      await budget.fold(customerId, notice, language);
    } catch (error) {
      log.error({ err: error, notice }, 'a notice could not be sent');
    }
  }
  function track(sending: Promise<void>): Promise<void> {
    const tracked = sending.finally(() => underWay.delete(tracked));
    underWay.add(tracked);
    return tracked;
  }

  return {
    send: (to, notice, language, params) =>
      track(sendOrFold(to, notice, language, () => messages.sendNotice(to.phone, notice, language, params))),
    sendPrivacyNotice: (to, notice, language, params) =>
      track(
        sendOrFold(to, notice, language, () =>
          messages.sendPrivacyNotice(to.phone, notice, language, params),
        ),
      ),
    tellFolded: (customerId, findPhone) =>
      budget.tellFolded(customerId, async (folded) => {
        const phone = await findPhone(customerId);
        if (phone !== undefined) await messages.sendFoldedNotices(phone, folded.at(-1)!.language, folded);
      }),
    drain: async () => void (await Promise.all(underWay)),
  };
}
