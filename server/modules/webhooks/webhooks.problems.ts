import { problem, type Problems } from '../../platform/http/problem.ts';
import { MOST_ENDPOINTS } from './webhook.ts';

const WHYS = {
  no_url: { zh: '这不是一个网址', en: 'it is no URL' },
  not_https: { zh: '要以 https:// 开头', en: 'it has to begin with https://' },
  has_password: { zh: '网址里不能有用户名和密码', en: 'it must not hold a user name or password' },
} as const;

export const webhookProblems = {
  webhook_url_invalid: problem({
    status: 422,
    title: { zh: '这个地址不能用', en: 'This address cannot be used' },
    detail: ({ why }: { why: keyof typeof WHYS }) => ({
      zh: `请换一个地址：${WHYS[why].zh}。`,
      en: `Use another one: ${WHYS[why].en}.`,
    }),
    example: { why: 'not_https' as keyof typeof WHYS },
  }),
  webhook_address_private: problem({
    status: 422,
    title: { zh: '这个地址在内网', en: 'This address is not public' },
    detail: {
      zh: '只能发到公网上的地址；本机和内网的地址一律拒绝。',
      en: 'Events go to public addresses alone. Those of this machine and of private networks are refused.',
    },
  }),
  webhook_host_unknown: problem({
    status: 422,
    title: { zh: '找不到这个域名', en: 'No such host' },
    detail: {
      zh: '域名解析不到地址，请检查拼写。',
      en: 'The name leads to no address. Check how it is written.',
    },
  }),
  webhook_event_unknown: problem({
    status: 422,
    title: { zh: '没有这种事件', en: 'No such event' },
    detail: ({ event }: { event: string }) => ({
      zh: `没有 ${event} 这种事件，或者它不对外通知。`,
      en: `There is no event ${event}, or it is not told outside of the shop.`,
    }),
    example: { event: 'order_paid' },
  }),
  too_many_webhooks: problem({
    status: 409,
    title: { zh: '地址太多', en: 'Too many addresses' },
    detail: {
      zh: `一间店最多 ${MOST_ENDPOINTS} 个地址，请先删掉不用的。`,
      en: `A shop has ${MOST_ENDPOINTS} at most. Remove those that nobody uses.`,
    },
  }),
  webhook_not_found: problem({
    status: 404,
    title: { zh: '没有这个地址', en: 'No such webhook' },
    detail: { zh: '它可能已经被删掉，请刷新列表。', en: 'It may have been removed. Look at the list again.' },
  }),
  webhook_delivery_not_found: problem({
    status: 404,
    title: { zh: '没有这条投递', en: 'No such delivery' },
    detail: { zh: '投递记录只留 30 天。', en: 'Deliveries are kept for 30 days.' },
  }),
  webhook_off: problem({
    status: 409,
    title: { zh: '这个地址停着', en: 'It is switched off' },
    detail: { zh: '请先打开它，再发送。', en: 'Switch it on first, then send.' },
  }),
} satisfies Problems;
