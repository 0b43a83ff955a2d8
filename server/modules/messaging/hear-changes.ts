import { dayOf } from '../../kernel/shop-day.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import { maskPhone, type Mobile } from '../../kernel/phone.ts';
import type { Handlers } from '../../platform/events.ts';
import type { Customers } from '../customers/index.ts';
import type { OrderingEvent } from '../ordering/index.ts';
import type { PrivacyEvent } from '../privacy/index.ts';
import type { SignInEvent } from '../sign-in/index.ts';
import type { Messages, OrderNotice, PrivacyNotice, SignInNotice } from './messages.ts';
import type { Notice } from './notice-budget.ts';
import type { Notices } from './send-notices.ts';

export type HearChangesDeps = {
  readonly clock: Clock;
  readonly notices: Pick<Notices, 'tell'>;
  readonly messages: Pick<Messages, 'sendNotice' | 'sendPrivacyNotice' | 'sendOrderNotice'>;
  readonly customers: Pick<Customers, 'findPhone' | 'findPhoneChange' | 'forgetPhoneChange'>;
  sessionDevice(which: {
    readonly customerId: CustomerId;
    readonly sessionId: string;
  }): Promise<{ readonly device: string; readonly place: string }>;
  /** Where the shop is reached from outside, without a slash at its end. */
  readonly publicUrl: string;
};

type Change = SignInEvent | PrivacyEvent;
type OrderChange = Extract<OrderingEvent, { type: OrderNotice }>;
type Heard = Change | OrderChange;
export type HearsChanges = Required<Pick<Handlers<Heard>, 'phone_changed'>> & Handlers<Heard>;

/** What the staff do says nothing of how its customer reads. */
const OF_THE_SHOP = 'zh-CN';

/**
 * Tells customers what happened to their accounts, in case it was somebody else, and what the shop has done to their orders. Nobody waits for it. What is personal in a
 * message is read when it is written; nobody is told of an account that is gone.
 */
export function hearChanges(deps: HearChangesDeps): HearsChanges {
  const { clock, notices, messages, customers } = deps;

  async function tell(
    change: Change,
    notice: SignInNotice,
    params?: () => Promise<Readonly<Record<string, string>>>,
  ): Promise<void> {
    const phone = await customers.findPhone(change.customerId);
    if (phone === undefined) return;
    await notices.tell(noticeOf(change, notice), async () =>
      messages.sendNotice(phone, notice, change.language, await params?.()),
    );
  }
  async function tellPrivacy(
    change: Change,
    notice: PrivacyNotice,
    params: Readonly<Record<string, string>>,
  ): Promise<void> {
    const phone = await customers.findPhone(change.customerId);
    if (phone === undefined) return;
    const url = `${deps.publicUrl}/account/privacy`;
    await notices.tell(noticeOf(change, notice), () =>
      messages.sendPrivacyNotice(phone, notice, change.language, { ...params, url }),
    );
  }

  return {
    order_price_changed: (event) => tellOrder(deps, event),
    order_address_changed: (event) => tellOrder(deps, event),
    passkey_added: (event) => tell(event, 'passkey_added'),
    passkey_removed: (event) => tell(event, 'passkey_removed'),
    password_changed: (event) => tell(event, 'password_changed'),
    password_removed: (event) => tell(event, 'password_removed'),
    signed_in_on_new_device: (event) => tell(event, 'new_device', () => deps.sessionDevice(event)),
    async phone_changed(event) {
      const change = await customers.findPhoneChange(event);
      if (change === undefined) return;
      const params = { phone: maskPhone(change.newPhone as Mobile) };
      await notices.tell(noticeOf(event, 'phone_changed'), () =>
        messages.sendNotice(change.oldPhone, 'phone_changed', event.language, params),
      );
      await customers.forgetPhoneChange(event);
    },
    async export_ready(event) {
      // Told of too late, there is nothing to fetch any more.
      if (new Date(event.expiresAt) > clock.now()) await tellPrivacy(event, 'export-ready', {});
    },
    deletion_scheduled: (event) =>
      tellPrivacy(event, 'deletion-scheduled', { day: shanghaiDay(new Date(event.eraseAt)) }),
  };
}

/** Only where the shop did it: what its customer has changed they know. */
async function tellOrder(
  { customers, notices, messages }: HearChangesDeps,
  event: OrderChange,
): Promise<void> {
  const { customerId, orderNo, type: notice, at, actor } = event;
  const phone = actor.by === 'staff' ? await customers.findPhone(customerId as CustomerId) : undefined;
  if (phone === undefined) return;
  const change = {
    customerId: customerId as CustomerId,
    language: OF_THE_SHOP,
    notice,
    at: new Date(at),
  } as const;
  await notices.tell({ ...change, changeId: `${notice} ${orderNo} ${at}` }, () =>
    messages.sendOrderNotice(phone, notice, OF_THE_SHOP, orderNo),
  );
}

function noticeOf({ customerId, changeId, language, at }: Change, notice: string): Notice {
  return { customerId, changeId, language, notice, at: new Date(at) };
}

function shanghaiDay(at: Date): string {
  return dayOf(at);
}
