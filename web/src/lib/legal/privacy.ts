import type { LegalTexts } from './legal-text.ts';

export const privacy: LegalTexts = {
  version: '2026-11-01',
  'zh-CN': {
    title: '隐私政策',
    lead: '我们只收下单必须用到的信息，加密保存，不卖给任何人，也没有第三方统计和广告。',
    sections: [
      {
        heading: '收集什么，为了什么',
        paragraphs: [
          '手机号：登录、注册，以及确认是你本人。',
          '收货人、电话、地址：把订单送到你手上。',
          '订单：买了什么、价格、时间、状态、备注和取消原因，用来履行订单和退款。',
          '登录设备的名称（例如「Chrome · Windows」）和登录时间：让你能认出并下线陌生设备。',
          '网络地址：只用来限制获取验证码和试错的次数，以加密摘要计数，到时删除。',
        ],
      },
      {
        heading: '保存在哪里，怎样保护',
        paragraphs: [
          '全部保存在运行本店程序的机器的数据库里，不传给其他公司。',
          '手机号、收货人、电话和详细地址用 AES-256-GCM 加密，每位顾客一把密钥，密钥再由店铺的主密钥加密。只拿到数据库的人读不出这些内容。省市区代码不加密。',
          '登录凭证和验证码只保存摘要。日志里不写手机号和地址。',
          '银行卡号不经过本店：付款在支付机构的页面上完成。演示店铺用的是沙盒银行，不需要卡号。',
        ],
      },
      {
        heading: '保存多久',
        paragraphs: [
          '登录状态 30 天不用就失效；验证码 5 分钟后失效。地址保存到你删除为止。',
          '订单保存到账号注销为止；正式店铺按电子商务法，交易记录自交易完成起至少保存三年。',
        ],
      },
      {
        heading: '浏览器里存了什么',
        paragraphs: [
          '登录凭证、登录前的购物车、语言和外观，以及获取验证码后 5 分钟内你填的手机号。都是本店功能要用的，没有跟踪用的 Cookie。',
        ],
      },
      {
        heading: '你可以做什么',
        paragraphs: [
          '不同意也可以浏览商品、使用购物车，只是不能登录下单。',
          '你可以查看、修改、删除地址，让设备下线，取消未发货的订单。',
          '导出全部数据和注销账号的页面还没有做好。演示店铺的全部数据在运行它的机器上，由启动它的人删除数据目录即可清空。',
        ],
      },
      {
        heading: '联系方式',
        paragraphs: ['演示店铺没有负责人信息。正式开店时，商家要在这里写明个人信息负责人的姓名和联系方式。'],
      },
    ],
  },
  en: {
    title: 'Privacy policy',
    lead: 'We collect only what an order needs, seal it, sell it to nobody, and use no third-party analytics or advertising.',
    sections: [
      {
        heading: 'What is collected, and why',
        paragraphs: [
          'Phone number: to register and sign in, and to know that it is you.',
          'Recipient, phone and address: to bring your order to you.',
          'Orders: what you bought, prices, times, states, your note and the reason of a cancellation, to fulfil and refund them.',
          'The name of the device that signed in (as “Chrome · Windows”) and when: so that you can spot and end one that is not yours.',
          'Network address: only to limit how often codes are asked for and tried. It is counted as a keyed digest and deleted in time.',
        ],
      },
      {
        heading: 'Where it is kept, and how',
        paragraphs: [
          'All of it lies in the database on the machine that runs this shop, and goes to no other company.',
          'Phone numbers, recipients and streets are sealed by AES-256-GCM with a key for each customer, which is itself sealed by the shop’s master key. Whoever has only the database cannot read them. Region codes are not sealed.',
          'Of session tokens and codes only digests are kept. Logs hold no phone numbers and no addresses.',
          'Card numbers never reach the shop: you pay on the payment company’s page. The demo’s sandbox bank asks for none.',
        ],
      },
      {
        heading: 'For how long',
        paragraphs: [
          'A sign-in ends after 30 days without use, a code after 5 minutes. Addresses stay until you remove them.',
          'Orders stay until the account is closed; a real shop in China keeps records of trade for at least three years, as the E-commerce Law asks.',
        ],
      },
      {
        heading: 'What lies in your browser',
        paragraphs: [
          'Your session, the cart before you sign in, language and theme, and the phone number you typed for 5 minutes after asking for a code. The shop needs each of them to work; there are no tracking cookies.',
        ],
      },
      {
        heading: 'What you can do',
        paragraphs: [
          'Without agreeing you can still browse and use the cart; only signing in to order needs it.',
          'You can see, change and remove addresses, end devices, and cancel orders that have not been shipped.',
          'Pages to export your data and to close the account are not built yet. All data of a demo shop lies on the machine that runs it: whoever started it deletes the data folder to erase it.',
        ],
      },
      {
        heading: 'Contact',
        paragraphs: [
          'A demo shop has no person in charge. A real shop names here who answers for personal data, and how to reach them.',
        ],
      },
    ],
  },
};
