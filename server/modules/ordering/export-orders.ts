import { dayOf, inShanghai } from '../../kernel/shop-day.ts';
import type { SkuId } from '../../kernel/ids.ts';
import { wordsIn, type Language, type Words } from '../../kernel/language.ts';
import { CSV, makeSheet, XLSX } from '../../platform/sheets/make-sheet.ts';
import type { RunningTask, TaskKinds, TaskOutcome } from '../../platform/tasks.ts';
import type { SheetForm } from '../tasks/index.ts';
import {
  listForStaff,
  type ListedForStaff,
  type StaffListDeps,
  type StaffListQuery,
} from './list-for-staff.ts';
import type { OrderState } from './order.ts';

export const EXPORT_ORDERS = 'export-orders';

/** What is asked for: filters of the list, and no text that was looked for, since that may be a phone. */
export type OrderExport = {
  readonly format: SheetForm;
  readonly states?: readonly OrderState[];
  /** RFC 3339. */
  readonly placedFrom?: string;
  readonly placedTo?: string;
  readonly sku?: string;
  readonly gateway?: string;
  readonly flag?: string;
};

/** Makes a file of the orders that staff look at, masked as they see them. */
export function orderTasks(deps: StaffListDeps): TaskKinds {
  return {
    [EXPORT_ORDERS]: {
      permission: 'orders:read',
      changes: false,
      run: (task) => exportOrders(deps, task),
    },
  };
}

/** Orders that are read at once: so many are in memory, however long the file gets. */
const PAGE = 500;

async function exportOrders(deps: StaffListDeps, task: RunningTask): Promise<TaskOutcome> {
  const { format, sku, placedFrom, placedTo, ...asked } = task.input as OrderExport;
  const { language } = task;
  const query: StaffListQuery = {
    ...asked,
    limit: PAGE,
    // Each file that is made is an act of the trail.
    mayFindPhones: true,
    ...(sku !== undefined && { skuId: sku as SkuId }),
    ...(placedFrom !== undefined && { placedFrom: new Date(placedFrom) }),
    ...(placedTo !== undefined && { placedTo: new Date(placedTo) }),
  };
  let orders = 0;
  async function* rows(): AsyncGenerator<readonly string[]> {
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await listForStaff(deps, { ...query, ...(cursor && { cursor }) }, language);
      orders += page.items.length;
      await task.tell({ done: orders });
      for (const order of page.items) yield COLUMNS.map(({ cell }) => cell(order, language));
      cursor = page.nextCursor;
    }
  }
  const at = deps.clock.now();
  const name = wordsIn({ zh: '订单', en: 'orders' }, language);
  const head = COLUMNS.map(({ title }) => wordsIn(title, language));
  const widths = COLUMNS.map(({ width }) => width);
  await task.keepFile(
    { name: `${name}-${dayOf(at)}.${format}`, mediaType: format === 'csv' ? CSV : XLSX },
    makeSheet(format, { name, head, widths, rows: rows() }, at),
  );
  return { state: 'done', report: { orders } };
}

const secondOf = (at: Date): string => inShanghai(at).slice(0, 19).replace('T', ' ');
const yuan = (fen: number): string => (fen / 100).toFixed(2);

const STATES: Readonly<Record<OrderState, Words>> = {
  awaiting_payment: { zh: '待付款', en: 'to pay' },
  awaiting_shipment: { zh: '待发货', en: 'to ship' },
  partly_shipped: { zh: '已发出一批', en: 'partly shipped' },
  shipped: { zh: '运输中', en: 'shipped' },
  delivered: { zh: '已签收', en: 'received' },
  completed: { zh: '已完成', en: 'completed' },
  cancelled: { zh: '已取消', en: 'cancelled' },
  closed: { zh: '已退款', en: 'refunded' },
};

type Column = {
  readonly title: Words;
  readonly width: number;
  cell(order: ListedForStaff, language: Language): string;
};

const COLUMNS: readonly Column[] = [
  { title: { zh: '订单号', en: 'Order' }, width: 34, cell: ({ orderNo }) => orderNo },
  { title: { zh: '下单时间', en: 'Placed' }, width: 20, cell: ({ placedAt }) => secondOf(placedAt) },
  {
    title: { zh: '状态', en: 'State' },
    width: 12,
    cell: ({ state }, language) => wordsIn(STATES[state], language),
  },
  { title: { zh: '商品', en: 'Goods' }, width: 50, cell: tellGoods },
  { title: { zh: '件数', en: 'Pieces' }, width: 8, cell: ({ pieceCount }) => String(pieceCount) },
  { title: { zh: '收件人', en: 'Recipient' }, width: 10, cell: ({ address }) => address?.recipient ?? '' },
  { title: { zh: '电话', en: 'Phone' }, width: 14, cell: ({ address }) => address?.phone ?? '' },
  {
    title: { zh: '地区', en: 'Region' },
    width: 24,
    cell: ({ address }) => (address?.region ?? []).join(' '),
  },
  {
    title: { zh: '配送方式', en: 'Delivery' },
    width: 10,
    cell: ({ deliveryMethod }, language) =>
      wordsIn(
        deliveryMethod === 'pick_up' ? { zh: '自提', en: 'pick-up' } : { zh: '快递', en: 'sent' },
        language,
      ),
  },
  { title: { zh: '商品金额', en: 'Goods amount' }, width: 12, cell: ({ itemsAmount }) => yuan(itemsAmount) },
  { title: { zh: '优惠', en: 'Discount' }, width: 10, cell: ({ discountAmount }) => yuan(discountAmount) },
  { title: { zh: '运费', en: 'Freight' }, width: 10, cell: ({ freightAmount }) => yuan(freightAmount) },
  { title: { zh: '应付', en: 'Total' }, width: 12, cell: ({ totalAmount }) => yuan(totalAmount) },
  { title: { zh: '已付', en: 'Paid' }, width: 12, cell: ({ paidAmount }) => yuan(paidAmount) },
  { title: { zh: '已退', en: 'Refunded' }, width: 12, cell: ({ refundedAmount }) => yuan(refundedAmount) },
  { title: { zh: '支付方式', en: 'Paid by' }, width: 12, cell: ({ paidBy }) => paidBy ?? '' },
  { title: { zh: '标签', en: 'Tags' }, width: 16, cell: ({ tags }) => tags.join(' ') },
];

/** The first few kinds of goods, and how many there are besides. */
function tellGoods({ lines, lineCount }: ListedForStaff, language: Language): string {
  const told = lines.map(({ name, options, quantity }) => {
    const chosen = Object.values(options).join(' ');
    return `${name}${chosen === '' ? '' : ` ${chosen}`} ×${quantity}`;
  });
  const more = lineCount - lines.length;
  const rest = wordsIn({ zh: `等 ${lineCount} 种`, en: `and ${more} more kinds` }, language);
  return [...told, ...(more > 0 ? [rest] : [])].join('; ');
}
