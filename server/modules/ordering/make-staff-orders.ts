import type { Language } from '../../kernel/language.ts';
import { ok, refuse, type Refusal, type Result } from '../../kernel/result.ts';
import type { StaffSession } from '../staff/index.ts';
import { actInBulk, previewBulk, type BulkAct, type BulkRow } from './bulk-acts.ts';
import { cancelForShop } from './cancel-for-shop.ts';
import { changeAddress, type AddressChange, type ChangeAddressDeps } from './change-address.ts';
import type { AddressChangeRefusal } from './change-address.ts';
import { changePrice, type PriceChange, type PriceChangeRefusal } from './change-price.ts';
import { writeNote, type NoteRefusal } from './note-order.ts';
import type { CancelRefusal } from './order.ts';
import { listTags } from './order-tags.sql.ts';
import {
  placeForCustomer,
  type OnBehalf,
  type OnBehalfDeps,
  type OnBehalfRefusal,
} from './place-for-customer.ts';
import {
  orderKeyOf,
  revealToStaff,
  showToStaff,
  type OrderKey,
  type OrderNotFound,
  type PersonalField,
  type StaffOrder,
  type StaffOrderDeps,
} from './staff-orders.ts';
import { tagOrder, type TagRefusal } from './tag-order.ts';

/** Whatever keeps staff from an act on one order. */
export type StaffOrderRefusal =
  OrderNotFound | NoteRefusal | TagRefusal | PriceChangeRefusal | AddressChangeRefusal | CancelRefusal;

type Acted<Refused extends Refusal> = Promise<Result<StaffOrder, Refused | OrderNotFound>>;

/** What staff may ask of orders, and do to one. Whoever asks has been let in; what is done is an act of the audit trail. */
export type StaffOrders = {
  show(orderNo: string, language: Language): Promise<StaffOrder | undefined>;
  reveal(
    by: StaffSession,
    orderNo: string,
    asked: { field: PersonalField; reason: string },
  ): Promise<Result<string | null, OrderNotFound>>;
  /** The words that the shop has for tags. */
  tags(): Promise<readonly string[]>;
  note(
    by: StaffSession,
    orderNo: string,
    note: { text: string; idempotencyKey: string },
    language: Language,
  ): Acted<NoteRefusal>;
  tag(by: StaffSession, orderNo: string, tags: readonly string[], language: Language): Acted<TagRefusal>;
  changePrice(
    by: StaffSession,
    orderNo: string,
    change: PriceChange,
    language: Language,
  ): Acted<PriceChangeRefusal>;
  changeAddress(
    by: StaffSession,
    orderNo: string,
    change: AddressChange,
    language: Language,
  ): Acted<AddressChangeRefusal>;
  cancel(by: StaffSession, orderNo: string, reason: string, language: Language): Acted<CancelRefusal>;
  /** Places an order for a customer who has an account, as if they had. */
  place(
    by: StaffSession,
    order: OnBehalf,
    language: Language,
  ): Promise<Result<{ order: StaffOrder; replayed: boolean }, OnBehalfRefusal>>;
  /** What an act would do to each of `MOST_IN_BULK` orders at most. */
  previewBulk(orderNos: readonly string[], act: BulkAct): Promise<readonly BulkRow[]>;
  actInBulk(
    by: StaffSession,
    orderNos: readonly string[],
    act: BulkAct,
    idempotencyKey: string,
  ): Promise<readonly BulkRow[]>;
};

export type ActDeps = StaffOrderDeps & ChangeAddressDeps & OnBehalfDeps;

export function makeStaffOrders(deps: ActDeps): StaffOrders {
  /** Does it, and shows the order as it is then. */
  async function act<Refused extends Refusal>(
    orderNo: string,
    language: Language,
    work: (key: OrderKey) => Promise<Result<unknown, Refused>>,
  ): Acted<Refused> {
    const key = orderKeyOf(orderNo);
    if (key === undefined) return refuse({ code: 'order_not_found' });
    const outcome = await work(key);
    if (!outcome.ok) return outcome;
    const order = await showToStaff(deps, orderNo, language);
    if (order === undefined) throw new Error('an order that was acted on cannot be found');
    return ok(order);
  }
  return {
    show: (orderNo, language) => showToStaff(deps, orderNo, language),
    reveal: (by, orderNo, asked) => revealToStaff(deps, by, orderNo, asked),
    tags: () => listTags(deps.database),
    note: (by, orderNo, note, language) => act(orderNo, language, (key) => writeNote(deps, by, key, note)),
    tag: (by, orderNo, tags, language) =>
      act(orderNo, language, (key) => tagOrder(deps, by, key, { set: tags })),
    changePrice: (by, orderNo, change, language) =>
      act(orderNo, language, (key) => changePrice(deps, by, key, change)),
    changeAddress: (by, orderNo, change, language) =>
      act(orderNo, language, (key) => changeAddress(deps, by, key, change)),
    cancel: (by, orderNo, reason, language) =>
      act(orderNo, language, (key) => cancelForShop(deps, by, key, reason)),
    async place(by, order, language) {
      const placed = await placeForCustomer(deps, by, order);
      if (!placed.ok) return placed;
      const { orderNo, replayed } = placed.value;
      const shown = await showToStaff(deps, orderNo, language);
      if (shown === undefined) throw new Error('an order that was placed cannot be found');
      return ok({ order: shown, replayed });
    },
    previewBulk: (orderNos, bulk) => previewBulk(deps, orderNos, bulk),
    actInBulk: (by, orderNos, bulk, key) => actInBulk(deps, by, orderNos, bulk, key),
  };
}
