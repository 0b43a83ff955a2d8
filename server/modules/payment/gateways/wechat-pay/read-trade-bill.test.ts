import { describe, expect, test } from 'vitest';
import { WrongBill } from '../wrong-bill.ts';
import { parseYuan } from '../yuan.ts';
import { readTradeBill } from './read-trade-bill.ts';
import { safeText, shanghaiTime } from './safe-text.ts';

const NAMES =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
const SUMS = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';
const PAID =
  '`2026-11-27 00:00:01,`wx1,`19,`0,`,`42,`P1,`o,`NATIVE,`SUCCESS,`OTHERS,`CNY,`99.00,`1.0,`0,`0,`0.00,`0.00,`,`,`灯,`data,`0.60000,`0.60%,`100.00,`0.00,`';
const BACK =
  '`2026-11-27 09:00:00,`wx1,`19,`0,`,`42,`P1,`o,`NATIVE,`REFUND,`OTHERS,`CNY,`0.00,`0.00,`50,`R1,`0.5,`0.00,`ORIGINAL,`PROCESSING,`灯,`data,`-0.01000,`0.60%,`0.00,`0.50,`';
const SUM = '`2,`99.0,`0.5,`0.0,`0.59000,`100.00,`0.50 ';

const bill = (...lines: string[]): string => `\uFEFF${lines.map((line) => `${line}\r\n`).join('')}`;

describe('a trade bill', () => {
  test('tells payments and refunds apart, each by our number', () => {
    expect(readTradeBill(bill(NAMES, PAID, BACK, SUMS, SUM))).toEqual([
      {
        ...{ kind: 'payment', number: 'P1', reference: '42', amount: 10_000, fee: 60, currency: 'CNY' },
        at: new Date('2026-11-26T16:00:01Z'),
      },
      {
        ...{ kind: 'refund', number: 'R1', reference: '50', amount: 50, fee: -1, currency: 'CNY' },
        at: new Date('2026-11-27T01:00:00Z'),
      },
    ]);
  });

  test('takes commas and back-ticks in names, and what stands behind them', () => {
    const free = PAID.replace('`灯,`data', '`灯,`大 ` 号,`data,`more');
    expect(readTradeBill(bill(NAMES, free, BACK, SUMS, SUM))[0]).toMatchObject({ amount: 10_000, fee: 60 });
  });

  test('of an older merchant has three columns less', () => {
    const cut = (line: string, by: string): string => line.split(by).slice(0, -3).join(by);
    const lines = [
      cut(NAMES, ','),
      cut(PAID, ',`'),
      cut(BACK, ',`'),
      cut(SUMS, ',').concat(',手续费总金额'),
      '`2,`99,`0.5,`0,`0.59',
    ];
    expect(readTradeBill(bill(...lines)).map(({ amount }) => amount)).toEqual([10_000, 50]);
  });

  test('of a day without trade is empty', () => {
    expect(readTradeBill(bill(NAMES, SUMS, '`0,`0.00,`0.00,`0.00,`0.00000,`0.00,`0.00'))).toEqual([]);
  });

  test.each([
    ['that was cut', bill(NAMES, PAID, SUMS)],
    ['whose lines are not all there', bill(NAMES, PAID, SUMS, SUM)],
    ['that does not add up', bill(NAMES, PAID, BACK.replace('`0.50,`', '`0.40,`'), SUMS, SUM)],
    ['with parts of a fen', bill(NAMES, PAID.replace('0.60000', '0.60100'), BACK, SUMS, SUM)],
    ['with too few values', bill(NAMES, '`2026-11-27 00:00:01,`wx1', BACK, SUMS, SUM)],
    ['without back-ticks', bill(NAMES, PAID.slice(1), BACK, SUMS, SUM)],
    ['of an unknown state', bill(NAMES, PAID.replace('SUCCESS', 'MOVED'), BACK, SUMS, SUM)],
    ['of no time', bill(NAMES, PAID.replace('2026-11-27 00', '2026-13-27 00'), BACK, SUMS, SUM)],
    ['that is a page', '<html>'],
  ])('%s is refused', (_which, text) => {
    expect(() => readTradeBill(text)).toThrow(WrongBill);
  });
});

test('yuan become fen by their digits', () => {
  expect(
    ['0.47', '45.0', '12', '0.01000', '-0.01000', '-0.00000', '1234567890123.99'].map(parseYuan),
  ).toEqual([...[47, 4_500, 1_200, 1, -1, 0, 123_456_789_012_399]]);
  for (const wrong of ['', '1e3', '0.001', '.5', '1,000.00', '１', '99999999999999', 'NaN'])
    expect(parseYuan(wrong)).toBeUndefined();
});

test('text is cut between characters, and has none that WeChat refuses', () => {
  expect(safeText('  灯\u0000\n\u200B🛋️ 𠮷 L ', 127)).toBe('灯 L');
  expect(safeText('灯'.repeat(50), 127)).toBe('灯'.repeat(42));
  expect(shanghaiTime(new Date('2026-11-27T16:30:05.900Z'))).toBe('2026-11-28T00:30:05+08:00');
});
