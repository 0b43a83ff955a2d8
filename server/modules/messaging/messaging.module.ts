import type { CustomerId } from '../../kernel/ids.ts';
import { defineModule, type Ground } from '../../platform/module.ts';
import { StartRefusal } from '../../platform/start-refusal.ts';
import { makeMessages, type Messages } from './messages.ts';
import type { MessageChannel } from './messaging.ts';
import { makeNoticeBudget } from './notice-budget.ts';
import { noticeTables } from './personal-tables.ts';
import { makeNotices, type Notices } from './send-notices.ts';

/** What others may have sent: codes at once, notices about an account within the day's budget. */
export type Messaging = Pick<Messages, 'sendCode'> & Pick<Notices, 'send' | 'sendPrivacyNotice'>;

export type MessagingHouse = Ground & {
  /** Only in a demo shop: where its messages go. */
  readonly demo: { readonly sms: MessageChannel } | undefined;
  readonly customers: { findPhone(customerId: CustomerId): Promise<string | undefined> };
};

export const messagingModule = defineModule({
  name: 'messaging',
  ownTables: ['folded_notices'],
  personalTables: noticeTables,
  make(house: MessagingHouse) {
    const sms = house.demo?.sms;
    // Settings refuse such a shop before anything is opened; see config.ts.
    if (sms === undefined)
      throw new StartRefusal('This shop has no channel for SMS, so nobody could sign in.');
    const messages = makeMessages({ sms });
    const notices = makeNotices({ messages, budget: makeNoticeBudget(house), log: house.log });
    const api: Messaging = {
      sendCode: messages.sendCode,
      send: notices.send,
      sendPrivacyNotice: notices.sendPrivacyNotice,
    };
    return {
      api,
      jobs: {
        'tell-folded-notices': (payload: unknown) =>
          notices.tellFolded((payload as { customerId: CustomerId }).customerId, (of) =>
            house.customers.findPhone(of),
          ),
      },
      drain: notices.drain,
    };
  },
});
