import { expect, test } from 'vitest';
import { WrongBill } from '../wrong-bill.ts';
import { readTradeBill } from './read-trade-bill.ts';

const NAMES =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注';
const PAID = (name = 'KS 1'): string =>
  `2026112722001400000001\t,P1\t,交易\t,${name},2026-11-27 10:00:00,2026-11-27 10:00:05,\t,\t,\t,\t,*雨(138****0001),123.45,123.45,0.00,0.00,0.00,0.00,0.00,,0.00\t,0.00,\t,-0.74,0.00,`;
const BACK =
  '2026112722001400000001\t,P1\t,退款\t,KS 1,2026-11-27 10:00:00,2026-11-27 11:00:00,\t,\t,\t,\t,*雨(138****0001),-3.45,-3.45,0.00,0.00,0.00,0.00,0.00,,0.00\t,0.00,R1\t,0.02,0.00,order_cancelled';

function bill(rows: readonly string[], sums = ['1笔，商家实收共123.45', '1笔，商家实收退款共-3.45']): string {
  return [
    ...['#支付宝业务明细查询', '#账号：[20889900000001090156]', '#起始日期：[2026年11月27日 00:00:00]'],
    ...['#-----业务明细列表-----', NAMES, ...rows, '#-----业务明细列表结束-----'],
    ...[
      `#交易合计：${sums[0]}元，商家优惠共0.00元`,
      `#退款合计：${sums[1]}元，商家优惠退款共0.00元`,
      '#导出时间：[…]',
      '',
    ],
  ].join('\r\n');
}

test('a payment and a refund are read by their columns, in fen', () => {
  expect(readTradeBill(bill([PAID(), BACK]))).toEqual([
    {
      ...{ kind: 'payment', number: 'P1', reference: '2026112722001400000001', amount: 12_345, fee: 74 },
      ...{ currency: 'CNY', at: new Date('2026-11-27T10:00:05+08:00') },
    },
    {
      ...{ kind: 'refund', number: 'R1', reference: '2026112722001400000001', amount: 345, fee: -2 },
      ...{ currency: 'CNY', at: new Date('2026-11-27T11:00:00+08:00') },
    },
  ]);
});

test('commas in the name of goods move nothing', () => {
  const [plain, , withCommas] = [PAID(), '', PAID('一台灯, 白, 大')].map((row) =>
    row === '' ? undefined : readTradeBill(bill([row, BACK]))[0],
  );
  expect(withCommas).toEqual(plain);
});

test('a day without trades has no lines', () => {
  expect(readTradeBill(bill([], ['0笔，商家实收共0.00', '0笔，商家实收退款共0.00']))).toEqual([]);
});

test.each([
  ['a row is cut', bill([PAID().slice(0, 60), BACK])],
  ['a row is missing', bill([BACK])],
  ['a row is there twice', bill([PAID(), PAID(), BACK])],
  ['a sum is another', bill([PAID(), BACK], ['1笔，商家实收共123.46', '1笔，商家实收退款共-3.45'])],
  ['an amount has parts of a fen', bill([PAID().replaceAll('123.45', '123.456'), BACK])],
  ['a kind is unknown', bill([PAID().replace('交易\t', '转账\t'), BACK])],
  ['a refund has no number', bill([PAID(), BACK.replace('R1', '')])],
  ['its end is missing', bill([PAID(), BACK]).slice(0, 500)],
  ['it is the other file', bill([PAID(), BACK]).replace('明细查询', '汇总查询')],
])('nothing is guessed at where %s', (_name, text) => {
  expect(() => readTradeBill(text)).toThrow(WrongBill);
});
