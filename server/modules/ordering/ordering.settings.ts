import { readNumber, readRateLimits, type Environment, type SettingsPart } from '../../platform/settings.ts';

export type OrderingSettings = {
  /** An unpaid order is cancelled this many minutes after it was placed, where the merchant has not said otherwise. */
  readonly paymentMinutes: number;
  /** What may be unpaid at one time, and who holds goods for a shorter time. */
  readonly unpaid: UnpaidSettings;
};

/** `Infinity` where nothing limits it. */
export type UnpaidSettings = {
  readonly limits: {
    readonly customer: { readonly orders: number; readonly pieces: number; readonly piecesOfSku: number };
    readonly device: { readonly orders: number; readonly pieces: number };
    readonly network: { readonly orders: number; readonly pieces: number };
  };
  readonly repeater: { readonly times: number; readonly minutes: number };
};

const HELP: SettingsPart<OrderingSettings>['help'] = [
  {
    names: ['ORDER_PAYMENT_MINUTES'],
    fallback: '30',
    says: {
      zh: '下单后多少分钟不付款就自动取消（1 到 10080）；后台「设置」里填了的话，以那里为准',
      en: 'an order that is not paid is cancelled after so many minutes (1 to 10080), unless the settings of the back office say otherwise',
    },
  },
  {
    names: ['ORDER_UNPAID_ORDERS', 'ORDER_UNPAID_PIECES', 'ORDER_UNPAID_PIECES_OF_SKU'],
    fallback: '10, 300, 100',
    says: {
      zh: '一个顾客同时最多有几笔订单、一共几件商品、每种商品几件没付款；0 是不限',
      en: 'how many orders, pieces in all and pieces of one SKU a customer may have unpaid at one time; 0 is no limit',
    },
  },
  {
    names: ['ORDER_UNPAID_ORDERS_OF_DEVICE', 'ORDER_UNPAID_PIECES_OF_DEVICE'],
    fallback: '20, 600',
    says: {
      zh: '同一个浏览器上的所有顾客加起来；0 是不限，`RATE_LIMITS=off` 也不限',
      en: 'the same for all customers of one browser; 0 or `RATE_LIMITS=off` is no limit',
    },
  },
  {
    names: ['ORDER_UNPAID_ORDERS_OF_ADDRESS', 'ORDER_UNPAID_PIECES_OF_ADDRESS'],
    fallback: '200, 2000',
    says: {
      zh: '同一个网络地址（IPv6 是 /64）的所有顾客加起来；规则同上',
      en: 'the same for all customers of one network address (a /64 of IPv6)',
    },
  },
  {
    names: ['ORDER_REPEATER_ORDERS', 'ORDER_REPEATER_MINUTES'],
    fallback: '3, 10',
    says: {
      zh: '一天内这么多次占了库存没付款的顾客，之后的订单只保留这么多分钟；次数写 0 是不缩短',
      en: 'who held goods in vain so often within a day holds them for so many minutes; 0 orders: nobody does',
    },
  },
];

export const orderingSettings: SettingsPart<OrderingSettings> = {
  help: HELP,
  read: (env) => ({
    paymentMinutes: readNumber(env, 'ORDER_PAYMENT_MINUTES', 30, 1, 10_080),
    unpaid: readUnpaid(env),
  }),
};

/** 0 switches a limit off. Those by device and address are general limits, which `RATE_LIMITS=off` switches off as well. */
function readUnpaid(env: Environment): UnpaidSettings {
  const isOpen = !readRateLimits(env);
  const read = (name: string, fallback: number): number =>
    readNumber(env, name, fallback, 0, 1_000_000) || Infinity;
  const nearby = (name: string, fallback: number): number => (isOpen ? Infinity : read(name, fallback));
  return {
    limits: {
      customer: {
        orders: read('ORDER_UNPAID_ORDERS', 10),
        pieces: read('ORDER_UNPAID_PIECES', 300),
        piecesOfSku: read('ORDER_UNPAID_PIECES_OF_SKU', 100),
      },
      device: {
        orders: nearby('ORDER_UNPAID_ORDERS_OF_DEVICE', 20),
        pieces: nearby('ORDER_UNPAID_PIECES_OF_DEVICE', 600),
      },
      network: {
        orders: nearby('ORDER_UNPAID_ORDERS_OF_ADDRESS', 200),
        pieces: nearby('ORDER_UNPAID_PIECES_OF_ADDRESS', 2_000),
      },
    },
    repeater: {
      times: read('ORDER_REPEATER_ORDERS', 3),
      minutes: readNumber(env, 'ORDER_REPEATER_MINUTES', 10, 1, 10_080),
    },
  };
}
