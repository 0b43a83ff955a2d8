import type { Gateway, NumberRule } from '../../gateway.ts';
import { makeBills } from './bills.ts';
import { makeUnionPayApi } from './call-union-pay.ts';
import { checkSettings } from './check-settings.ts';
import { answerNotice, readNotice } from './notices.ts';
import { closePurchase, createPurchase, queryPurchase } from './purchases.ts';
import { askForRefund, queryRefund } from './refunds.ts';
import type { UnionPaySettings } from './settings.ts';

/** Without a dash or an underscore. */
const NUMBERS: NumberRule = { least: 8, most: 40, alphabet: /^[0-9A-Za-z]+$/ };

export const UNION_PAY = 'unionpay';
export const UNION_PAY_TITLE = { zh: '银联 / 银行卡', en: 'UnionPay / bank card' };

/** The gateway of UnionPay, 5.1.0: the payer chooses a debit or credit card on its own page. */
export function makeUnionPay(settings: UnionPaySettings): Gateway {
  const api = makeUnionPayApi(settings);
  return {
    name: UNION_PAY,
    title: UNION_PAY_TITLE,
    merchant: settings.merId,
    channels: ['redirect', 'h5'],
    // Chosen on UnionPay's page, where the merchant may offer them: this gateway has no field for them.
    instalmentPeriods: [],
    numbers: { payment: NUMBERS, refund: NUMBERS },
    create: async (payment) => createPurchase(api, payment),
    query: (payment) => queryPurchase(api, payment),
    close: (payment) => closePurchase(api, payment),
    refund: (refund) => askForRefund(api, refund),
    queryRefund: (refund) => queryRefund(api, refund),
    readNotification: async (raw) => readNotice(api, raw),
    answerNotification: answerNotice,
    check: (callback) => checkSettings(api, callback),
    bills: makeBills(api),
  };
}
