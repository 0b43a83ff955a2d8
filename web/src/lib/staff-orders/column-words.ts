import { m } from '#lib/words/m.ts';
import type { ListColumn } from '#server/modules/backoffice/index.ts';

const NAMES: Readonly<Record<ListColumn, () => string>> = {
  goods: m.orderlist_goods,
  recipient: m.orderlist_recipient,
  phone: m.orderlist_phone,
  amount: m.orderlist_amount,
  state: m.orderlist_state,
  tags: m.orderlist_flag,
  due: m.orderlist_due,
};
/** The columns in the order of the list. */
export const COLUMNS = Object.keys(NAMES) as ListColumn[];
export const columnName = (column: ListColumn): string => NAMES[column]();
