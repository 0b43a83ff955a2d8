import type { LegalTexts } from './legal-text.ts';

export const terms: LegalTexts = {
  version: '2026-11-01',
  'zh-CN': {
    title: '用户协议',
    lead: '这是演示店铺的协议，写的是这个程序现在真正做到的事。正式开店的商家要换成自己的协议。',
    sections: [
      {
        heading: '这是什么店',
        paragraphs: [
          '这里演示 KS 在线下单。商品、价格、库存都是样例，付款由沙盒银行模拟，不会扣钱，也不会有人发货。',
          '你可以随意下单、付款、取消，用来看程序怎样工作。',
        ],
      },
      {
        heading: '账号',
        paragraphs: [
          '用手机号和验证码登录，第一次登录会自动注册。验证码 5 分钟内有效，最多试 5 次；同一个手机号每分钟最多获取 1 次，每天最多 10 次。',
          '你可以在「登录设备」里看到登录过的设备，并让它们下线。',
        ],
      },
      {
        heading: '下单与价格',
        paragraphs: [
          '提交订单前会列出商品金额、优惠、运费和应付金额。提交时价格或库存变了，订单不会成立，页面会写明新的价格或剩余数量，由你决定要不要重新提交。',
          '运费：商品满 ¥99 包邮，不满收 ¥8。',
        ],
      },
      {
        heading: '付款与取消',
        paragraphs: [
          '提交后库存为你保留一段时间，收银台会写明截止时刻。到时没有付款，订单自动取消，没有费用。',
          '发货前可以取消订单；已经付款的，全额原路退回。订单取消之后才到的付款，也会自动退回。',
        ],
      },
      {
        heading: '还没有的功能',
        paragraphs: ['发货、物流、退换货、优惠券、发票和客服还没有做好，所以本协议不对它们作任何承诺。'],
      },
      {
        heading: '联系方式',
        paragraphs: ['演示店铺没有客服。正式开店时，商家要在这里写明自己的名称、地址和联系方式。'],
      },
    ],
  },
  en: {
    title: 'Terms of use',
    lead: 'These are the terms of a demo shop: they say what the program really does today. A merchant who opens a real shop replaces them.',
    sections: [
      {
        heading: 'What this shop is',
        paragraphs: [
          'It shows KS Order at work. Goods, prices and stock are samples, the sandbox bank plays the payments without moving money, and nobody ships anything.',
          'You are free to order, pay and cancel to see how the program works.',
        ],
      },
      {
        heading: 'Your account',
        paragraphs: [
          'You sign in with a phone number and a code; the first time registers you. A code lasts 5 minutes and takes 5 tries; a phone number gets one code a minute and ten a day at most.',
          'Under “Devices” you see where you are signed in, and can end each of them.',
        ],
      },
      {
        heading: 'Orders and prices',
        paragraphs: [
          'Before you order, the page lists items, discounts, delivery and what is to be paid. If price or stock have changed when you submit, no order is placed: the page names the new price or what is left, and you decide again.',
          'Delivery is free from ¥99 of goods, else ¥8.',
        ],
      },
      {
        heading: 'Paying and cancelling',
        paragraphs: [
          'The goods are kept for you for a while; the payment page names the time. An order that is not paid by then is cancelled by itself, at no cost.',
          'Until it is shipped you can cancel an order; what was paid goes back in full the way it came. So does a payment that arrives after the order was cancelled.',
        ],
      },
      {
        heading: 'What is not there yet',
        paragraphs: [
          'Shipping, tracking, returns, coupons, invoices and customer service are not built yet, so these terms promise nothing about them.',
        ],
      },
      {
        heading: 'Contact',
        paragraphs: [
          'A demo shop has no customer service. A real shop names its company, address and contact here.',
        ],
      },
    ],
  },
};
