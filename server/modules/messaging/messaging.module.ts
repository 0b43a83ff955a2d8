import type { CustomerId } from '../../kernel/ids.ts';
import { defineModule, type Ground } from '../../platform/module.ts';
import { StartRefusal } from '../../platform/start-refusal.ts';
import { hearChanges, type HearChangesDeps } from './hear-changes.ts';
import { makeMessages, type Messages } from './messages.ts';
import type { MessageChannel } from './messaging.ts';
import { makeNoticeBudget } from './notice-budget.ts';
import { noticeTables } from './tables.ts';
import { sendInTime } from './send-in-time.ts';
import { makeNotices } from './send-notices.ts';
import { keepToldNotices } from './told-notices.ts';

/** What others may have sent: codes, at once. Of what happened to an account it hears by itself. */
type Messaging = Pick<Messages, 'sendCode'>;

export type MessagingHouse = Ground & {
  /** Only in a demo shop: where its messages go. */
  readonly demo: { readonly sms: MessageChannel } | undefined;
  readonly customers: HearChangesDeps['customers'];
  /** Made later: people sign in by codes that are sent here. */
  readonly signIn: Pick<HearChangesDeps, 'sessionDevice'>;
};

export const messagingModule = defineModule({
  name: 'messaging',
  tables: noticeTables,
  make(house: MessagingHouse) {
    const sms = house.demo?.sms;
    // Settings refuse such a shop before anything is opened; see config.ts.
    if (sms === undefined)
      throw new StartRefusal('This shop has no channel for SMS, so nobody could sign in.');
    const messages = makeMessages({ sms });
    const notices = makeNotices({
      messages,
      budget: makeNoticeBudget(house),
      told: keepToldNotices(house),
      sendInTime: sendInTime(house.clock),
    });
    const api: Messaging = { sendCode: messages.sendCode };
    return {
      api,
      jobs: {
        'tell-folded-notices': (payload: unknown) =>
          notices.tellFolded((payload as { customerId: CustomerId }).customerId, (of) =>
            house.customers.findPhone(of),
          ),
      },
      on: hearChanges({
        ...house,
        notices,
        messages,
        sessionDevice: (which) => house.signIn.sessionDevice(which),
      }),
    };
  },
});
