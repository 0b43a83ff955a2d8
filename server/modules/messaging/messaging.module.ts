import type { CustomerId } from '../../kernel/ids.ts';
import { everyTime } from '../../platform/jobs.ts';
import { defineModule, type Ground } from '../../platform/module.ts';
import type { Customers } from '../customers/index.ts';
import type { ShopSettings } from '../shop-settings/index.ts';
import { hearChanges, type HearChangesDeps } from './hear-changes.ts';
import { makeMessages, type Messages } from './messages.ts';
import type { MessageChannel } from './messaging.ts';
import { makeNoticeBudget } from './notice-budget.ts';
import { noticeTables } from './tables.ts';
import { sendInTime } from './send-in-time.ts';
import { makeNotices } from './send-notices.ts';
import { tellPhoneChanges } from './tell-phone-changes.ts';
import { wakeFoldedNotices } from './wake-folded-notices.ts';
import { keepToldNotices } from './told-notices.ts';

/** What others may have sent: codes, at once. Of what happened to an account it hears by itself. */
type Messaging = Pick<Messages, 'sendCode'> & {
  /** Whether there is a channel at all. */
  readonly canSend: boolean;
};

const NO_CHANNEL: MessageChannel = {
  send: () => Promise.reject(new Error('this shop has no channel for SMS')),
};

export type MessagingHouse = Ground & {
  /** Only in a demo shop: where its messages go. */
  readonly demo: { readonly sms: MessageChannel } | undefined;
  readonly shopSettings: Pick<ShopSettings, 'facts'>;
  readonly customers: HearChangesDeps['customers'] & Pick<Customers, 'everyUntoldPage'>;
  /** Made later: people sign in by codes that are sent here. */
  readonly signIn: Pick<HearChangesDeps, 'sessionDevice'>;
};

export const messagingModule = defineModule({
  name: 'messaging',
  tables: noticeTables,
  make(house: MessagingHouse) {
    // A shop without a channel is not open (shop-settings): whoever asks for a code all the same is told that none could be sent.
    const sms = house.demo?.sms ?? NO_CHANNEL;
    const messages = makeMessages({ sms, shopName: (language) => house.shopSettings.facts(language).name });
    const notices = makeNotices({
      messages,
      budget: makeNoticeBudget(house),
      told: keepToldNotices(house),
      sendInTime: sendInTime(house.clock),
    });
    const api: Messaging = { sendCode: messages.sendCode, canSend: sms !== NO_CHANNEL };
    const on = hearChanges({
      ...house,
      notices,
      messages,
      sessionDevice: (which) => house.signIn.sessionDevice(which),
    });
    return {
      api,
      jobs: {
        'tell-folded-notices': (payload: unknown) =>
          notices.tellFolded((payload as { customerId: CustomerId }).customerId, (of) =>
            house.customers.findPhone(of),
          ),
        'wake-folded-notices': () => wakeFoldedNotices(house),
        'tell-phone-changes': () => tellPhoneChanges(house, on),
      },
      crontab: [
        everyTime('*/10 * * * *', 'wake-folded-notices'),
        everyTime('*/10 * * * *', 'tell-phone-changes'),
      ],
      on,
    };
  },
});
