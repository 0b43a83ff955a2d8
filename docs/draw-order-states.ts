import { fen } from '../server/kernel/money.ts';
import { ORDER_STATES, type OrderState } from '../server/modules/ordering/order.ts';
import {
  ORDER_EVENTS,
  type OrderEventFacts,
  type OrderEventType,
} from '../server/modules/ordering/order.events.ts';
import { TRANSITIONS } from '../server/modules/ordering/order.transitions.ts';
import { WORDS_FOR_CUSTOMERS } from '../server/modules/ordering/timeline-for-customers.ts';
import {
  PAYMENT_MOVES,
  REFUND_MOVES,
  type RefundState,
} from '../server/modules/payment/payment.transitions.ts';
import { PAYMENT_STATES, type PaymentState } from '../server/modules/payment/payment.ts';

type Words = { readonly zh: string; readonly en: string };
type Move = { readonly from: string; readonly to: string; readonly label: string };

const ORDER_STATE_WORDS: Readonly<Record<OrderState, Words>> = {
  awaiting_payment: { zh: '待付款，库存已保留', en: 'waits to be paid; the goods are reserved' },
  awaiting_shipment: { zh: '已付款，待发货', en: 'paid, waits to be shipped' },
  partly_shipped: { zh: '部分已发货', en: 'some of it has left' },
  shipped: { zh: '已全部发货', en: 'all of it has left' },
  delivered: { zh: '已签收', en: 'received' },
  completed: { zh: '已完成', en: 'complete' },
  cancelled: { zh: '已取消，库存已释放', en: 'cancelled; the goods are free again' },
  closed: { zh: '已全额退款并关闭', en: 'refunded in full and closed' },
};

const PAYMENT_STATE_WORDS: Readonly<Record<PaymentState, Words>> = {
  pending: { zh: '等待付款人付款', en: 'waits for the payer' },
  succeeded: { zh: '钱已到账', en: 'the money is there' },
  failed: { zh: '没有付成，没有扣款', en: 'did not succeed; nothing was charged' },
  cancelled: {
    zh: '到期前关闭（订单已付清或已取消）',
    en: 'closed before its time (the order was paid or cancelled)',
  },
  expired: { zh: '到期关闭', en: 'closed when its time was over' },
  partly_refunded: { zh: '退了一部分', en: 'some of it went back' },
  refunded: { zh: '已全部退回', en: 'all of it went back' },
};

const REFUND_STATES: readonly RefundState[] = ['requested', 'completed', 'refused'];
const REFUND_STATE_WORDS: Readonly<Record<RefundState, Words>> = {
  requested: { zh: '等支付网关退，可能要几天', en: 'waits for its gateway, for days where it must' },
  completed: { zh: '钱已退回', en: 'the money is back' },
  refused: { zh: '支付网关拒绝，等人处理', en: 'its gateway refuses it, and a person is to look' },
};

const SAMPLE: OrderEventFacts = {
  ...{ amountFen: fen(25_800), minutes: 30 },
  ...{ fromFen: fen(25_800), toFen: fen(24_800) },
};

/** docs/order-states.md: the two state tables, drawn. `sources`: the files of ordering in which an event can be caused. */
export function drawOrderStates(sources: ReadonlyMap<string, string>): string {
  return [
    `# 订单与付款的状态 / States of orders and payments

<!-- 由 docs/generate-docs.ts 从 order.transitions.ts 和 payment.transitions.ts 生成，请勿手改。 -->

## 订单 / Orders

订单的每次变化都经过一张表（[order.transitions.ts](../server/modules/ordering/order.transitions.ts)），表里没有的变化不会发生；每次变化在 \`order_events\` 里留下一行。
Every change of an order goes through one table and leaves one row in \`order_events\`. Moves that keep the state are in the table below only.
`,
    mermaid(orderMoves().filter((move) => move.from !== move.to)),
    stateTable(ORDER_STATES, ORDER_STATE_WORDS),
    '### 事件 / Events\n',
    eventTable(sources),
    `## 付款 / Payments

支付网关的说法（回调或主动查询）由纯函数 [payment.decide.ts](../server/modules/payment/payment.decide.ts) 判断，按一张表 [payment.transitions.ts](../server/modules/payment/payment.transitions.ts) 变化，表里没有的变化会抛错；钱无论何时到账都算数，所以失败、取消、过期之后仍可能变为 \`succeeded\`，多收的钱会自动退回。金额、币种、收款账户、单号或交易流水号和要收的不符时，付款保持原状，记一件事等人处理。
What a gateway says is judged by one pure function, and moves a payment by one table, which throws on any other move. Money counts whenever it comes; what is too much is refunded by itself. A report of another amount, currency, account, number or transaction changes nothing, and opens a case for a person.
`,
    mermaid(movesOf('pending', PAYMENT_MOVES)),
    stateTable(PAYMENT_STATES, PAYMENT_STATE_WORDS),
    '## 退款 / Refunds\n',
    mermaid(movesOf('requested', REFUND_MOVES)),
    stateTable(REFUND_STATES, REFUND_STATE_WORDS),
  ].join('\n');
}

function mermaid(moves: readonly Move[]): string {
  const lines = moves.map(({ from, to, label }) => `  ${from} --> ${to}: ${label}`);
  return ['```mermaid', 'stateDiagram-v2', ...lines, '```', ''].join('\n');
}

function stateTable<State extends string>(
  states: readonly State[],
  words: Readonly<Record<State, Words>>,
): string {
  const rows = states.map((state) => `| \`${state}\` | ${words[state].zh} | ${words[state].en} |`);
  return ['| 状态 | 含义 | meaning |', '| --- | --- | --- |', ...rows, ''].join('\n');
}

function orderMoves(): Move[] {
  return ORDER_EVENTS.flatMap((event) =>
    Object.entries(TRANSITIONS[event]).map(([from, to]) => ({
      from: from === 'new' ? '[*]' : from,
      to,
      label: event,
    })),
  );
}

function eventTable(sources: ReadonlyMap<string, string>): string {
  const rows = ORDER_EVENTS.map((event) => {
    const moves = orderMoves()
      .filter((move) => move.label === event)
      .map(({ from, to }) => (from === to ? `${from} ↻` : `${from === '[*]' ? '新 / new' : from} → ${to}`));
    return `| \`${event}\` | ${moves.join('<br>')} | ${causeOf(event, sources)} | ${sentenceOf(event)} |`;
  });
  return [
    '最后一列是顾客在时间线上看到的话（例子：30 分钟，¥258.00）。The last column is what the customer reads in the timeline.',
    '',
    '| 事件 / event | 从 → 到 / from → to | 由谁触发 / caused in | 时间线 / timeline |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** The files that name the event, or that nothing causes it yet. */
function causeOf(event: OrderEventType, sources: ReadonlyMap<string, string>): string {
  const files = [...sources]
    .filter(([name, text]) => !name.endsWith('.problems.ts') && text.includes(`'${event}'`))
    .map(([name]) => name);
  const link = (name: string) => `[${name}](../server/modules/ordering/${name})`;
  return files.length === 0 ? '还没有，见 [not-yet](not-yet.md) / nothing yet' : files.map(link).join('<br>');
}

function sentenceOf(event: OrderEventType): string {
  const { zh, en } = WORDS_FOR_CUSTOMERS[event](SAMPLE);
  return `${zh}<br>${en}`;
}

function movesOf(start: string, moves: Readonly<Record<string, Readonly<Record<string, string>>>>): Move[] {
  const drawn = Object.entries(moves).flatMap(([label, targets]) =>
    Object.entries(targets).map(([from, to]) => ({ from, to, label })),
  );
  return [{ from: '[*]', to: start, label: 'new' }, ...drawn];
}
