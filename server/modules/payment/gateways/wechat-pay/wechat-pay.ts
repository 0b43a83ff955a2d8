import type { Gateway, NumberRule } from '../../gateway.ts';
import { makeBills } from './bills.ts';
import { makeWechatPayApi } from './call-wechat-pay.ts';
import { checkSettings } from './check-settings.ts';
import { answerNotice, readNotice } from './notices.ts';
import { askForRefund, queryRefund } from './refunds.ts';
import type { WechatPaySettings } from './settings.ts';
import { closeTransaction, createTransaction, queryTransaction } from './transactions.ts';

const PAYMENT_NUMBERS: NumberRule = { least: 6, most: 32, alphabet: /^[0-9A-Za-z_\-|*]+$/ };
const REFUND_NUMBERS: NumberRule = { least: 1, most: 64, alphabet: /^[0-9A-Za-z_\-|*@]+$/ };

export const WECHAT_PAY = 'wechat';
export const WECHAT_PAY_TITLE = { zh: '微信支付', en: 'WeChat Pay' };

/** WeChat Pay by its API v3, for a merchant who has an account of their own there (直连商户). */
export function makeWechatPay(settings: WechatPaySettings): Gateway {
  const api = makeWechatPayApi(settings);
  return {
    name: WECHAT_PAY,
    title: WECHAT_PAY_TITLE,
    merchant: settings.mchId,
    channels: ['qr', 'h5', 'jsapi'],
    instalmentPeriods: [],
    numbers: { payment: PAYMENT_NUMBERS, refund: REFUND_NUMBERS },
    create: (payment) => createTransaction(api, payment),
    query: (payment) => queryTransaction(api, payment),
    close: (payment) => closeTransaction(api, payment),
    refund: (refund) => askForRefund(api, refund),
    queryRefund: (refund) => queryRefund(api, refund),
    readNotification: (raw) => readNotice(api, raw),
    answerNotification: answerNotice,
    check: (callback) => checkSettings(api, callback),
    bills: makeBills(api),
  };
}
