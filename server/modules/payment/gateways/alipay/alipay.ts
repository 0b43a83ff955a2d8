import type { Gateway, NumberRule } from '../../gateway.ts';
import { makeBills } from './bills.ts';
import { makeAlipayApi } from './call-alipay.ts';
import { checkSettings } from './check-settings.ts';
import { answerNotice, readNotice } from './read-notice.ts';
import { askForRefund, queryRefund } from './refunds.ts';
import type { AlipaySettings } from './settings.ts';
import { closeTrade, openTrade, PERIODS, queryTrade } from './trades.ts';

const NUMBERS: NumberRule = { least: 1, most: 64, alphabet: /^[0-9A-Za-z_]+$/ };

export const ALIPAY = 'alipay';
export const ALIPAY_TITLE = { zh: '支付宝', en: 'Alipay' };

/** Alipay by its gateway v2: a code on a desk, its page in a browser, its app from a phone's. */
export function makeAlipay(settings: AlipaySettings): Gateway {
  const api = makeAlipayApi(settings);
  return {
    name: ALIPAY,
    title: ALIPAY_TITLE,
    merchant: settings.sellerId,
    channels: ['qr', 'redirect', 'h5'],
    instalmentPeriods: PERIODS,
    numbers: { payment: NUMBERS, refund: NUMBERS },
    create: (payment) => openTrade(api, payment),
    query: (payment) => queryTrade(api, payment),
    close: (payment) => closeTrade(api, payment),
    refund: (refund) => askForRefund(api, refund),
    queryRefund: (refund) => queryRefund(api, refund),
    readNotification: async (raw) => readNotice(api, raw),
    answerNotification: answerNotice,
    check: (callback) => checkSettings(api, callback),
    bills: makeBills(api),
  };
}
