import type { OrderNo, PaymentNo, SkuId } from '#server/kernel/ids.ts';
import type { Fen } from '#server/kernel/money.ts';
import type { ProductDetail } from '#server/modules/catalog/index.ts';
import type { Order, OrderAction, OrderState } from '#server/modules/ordering/index.ts';
import type { PaymentFailure } from '#server/modules/payment/index.ts';
import type { AddressValues, AddressView } from '../address/address.ts';

const yuan = (amount: number): Fen => Math.round(amount * 100) as Fen;
const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 22, 2, 45 + minute));
/** The moment at which all samples are looked at. */
export const sampleNow = at(4);

/** What has happened to an order in each state, and what may be done with it. */
const LIVES: Readonly<Record<OrderState, { events: readonly string[]; actions: readonly OrderAction[] }>> = {
  awaiting_payment: { events: ['placed'], actions: ['pay', 'cancel'] },
  awaiting_shipment: { events: ['placed', 'paid'], actions: ['cancel'] },
  partly_shipped: { events: ['placed', 'paid', 'partly_shipped'], actions: [] },
  shipped: { events: ['placed', 'paid', 'shipped'], actions: [] },
  delivered: { events: ['placed', 'paid', 'shipped', 'delivered'], actions: ['buy_again'] },
  completed: { events: ['placed', 'paid', 'shipped', 'delivered', 'completed'], actions: ['buy_again'] },
  cancelled: { events: ['placed', 'paid', 'cancelled_by_customer', 'refunded'], actions: ['buy_again'] },
  closed: { events: ['placed', 'paid', 'shipped', 'closed'], actions: ['buy_again'] },
};
export const orderStates = Object.keys(LIVES) as OrderState[];

/** An order of one product in the given state. */
export function sampleOrder(product: ProductDetail, state: OrderState): Order {
  const { events, actions } = LIVES[state];
  const listAmount = yuan(1098);
  const discountAmount = yuan(200);
  const amount = yuan(898);
  return {
    orderNo: '261122104518AB7K2M9QXW4T5P0ZR3J' as OrderNo,
    state,
    deliveryMethod: 'standard',
    lines: [
      {
        skuId: (product.skus[0]?.id ?? '1') as SkuId,
        productSlug: product.slug,
        name: product.name,
        options: product.skus[0]?.options ?? {},
        image: product.image,
        quantity: 2,
        price: yuan(549),
        listAmount,
        discountAmount,
        amount,
      },
    ],
    lineCount: 1,
    pieceCount: 2,
    itemsAmount: listAmount,
    discountAmount,
    freightAmount: yuan(0),
    totalAmount: amount,
    adjustments: [
      { kind: 'spend_and_save', label: '满 ¥1,000 减 ¥200', reason: '满减', amount: yuan(-200), lines: [] },
    ],
    savedAmount: discountAmount,
    paidAmount: state === 'awaiting_payment' ? yuan(0) : amount,
    refundedAmount: state === 'cancelled' || state === 'closed' ? amount : yuan(0),
    currency: 'CNY',
    address: {
      recipient: '沈青',
      phone: '13800172046',
      regionCode: '310115',
      region: ['上海市'],
      street: '张江路',
    },
    note: null,
    placedAt: at(0),
    payBefore: at(30),
    timeline: events.map((type, index) => ({ at: at(index), type, state, note: type })),
    actions,
  };
}

export const sampleAddress: AddressView = {
  id: '1',
  recipient: '沈青',
  phoneMasked: '138****2046',
  text: '上海市浦东新区张江路 88 号 3 幢 1201 室',
  isDefault: true,
};

export const sampleValues: AddressValues = {
  recipient: '沈青',
  phone: '13800172046',
  province: '',
  city: '',
  regionCode: '',
  street: '',
  isDefault: true,
};

export const sampleFailure: PaymentFailure = {
  code: 'insufficient_funds',
  reason: '银行返回「可用余额不足」，这次没有扣款。',
  advice: '换一张银行卡，或充值后重新支付。',
};
export const samplePaymentNo = 'P261122104518AB7K2M9QXW4T5P0ZR3J' as PaymentNo;
