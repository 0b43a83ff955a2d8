import { problem, refusalsOf, type Problems } from './problem.ts';

type Faults = { readonly errors?: readonly { path: string; code: string; message: string }[] };
const FAULTS: Faults = { errors: [] };

/** Refusals that any route can answer. Modules have catalogues of their own. */
export const generalProblems = {
  malformed: problem({
    status: 400,
    title: { zh: '请求格式不对', en: 'The request is malformed' },
    detail: {
      zh: '请求不是有效的 JSON，或有字段的类型、长度、取值不对，见 errors。',
      en: 'The request is not valid JSON, or a field has the wrong type, length or value; see errors.',
    },
    example: FAULTS,
  }),
  unknown_field: problem({
    status: 400,
    title: { zh: '有不认识的字段', en: 'Unknown field' },
    detail: { zh: '请去掉 errors 里列出的字段。', en: 'Remove the fields listed in errors.' },
    example: FAULTS,
  }),
  idempotency_key_required: problem({
    status: 400,
    title: { zh: '缺少 Idempotency-Key', en: 'Idempotency-Key is missing' },
    detail: {
      zh: '请在请求头里带上 Idempotency-Key（1 到 64 个可见字符），重试时保持不变。',
      en: 'Send an Idempotency-Key header (1 to 64 printable characters) and keep it the same when you retry.',
    },
  }),
  idempotency_key_reused: problem({
    status: 422,
    title: { zh: 'Idempotency-Key 已用于另一个请求', en: 'Idempotency-Key was used for another request' },
    detail: {
      zh: '内容不同的请求要用新的 Idempotency-Key。',
      en: 'A different request needs a new Idempotency-Key.',
    },
  }),
  no_session: problem({
    status: 401,
    title: { zh: '还没有登录', en: 'Not signed in' },
    detail: {
      zh: '请先登录；如果刚才登录过，登录可能已过期。',
      en: 'Sign in first; an earlier session may have ended.',
    },
  }),
  bad_origin: problem({
    status: 403,
    title: { zh: '请求来源不对', en: 'Wrong origin' },
    detail: {
      zh: '这个请求不是从本店页面发出的，没有执行。',
      en: "This request did not come from the shop's own pages and was not carried out.",
    },
  }),
  not_permitted: problem({
    status: 403,
    title: { zh: '没有权限', en: 'Not permitted' },
    detail: ({ permission }: { permission: string }) => ({
      zh: `你的角色没有这项权限：${permission}。需要的话请店主给你加上。`,
      en: `Your roles do not permit this: ${permission}. Ask the owner of the shop for it if you need it.`,
    }),
    example: { permission: 'orders:read' },
  }),
  not_found: problem({
    status: 404,
    title: { zh: '没有找到', en: 'Not found' },
    detail: { zh: '这里没有内容，请检查地址。', en: 'There is nothing here; check the address.' },
  }),
  precondition_failed: problem({
    status: 412,
    title: { zh: '条件不满足', en: 'Precondition failed' },
    detail: {
      zh: '文件和 If-Match 或 If-Unmodified-Since 里说的不一样。',
      en: 'The file is not the one that If-Match or If-Unmodified-Since speaks of.',
    },
  }),
  too_large: problem({
    status: 413,
    title: { zh: '请求太大', en: 'The request is too large' },
    detail: { zh: '请求正文最多 256 KB。', en: 'A request body may have 256 KB at most.' },
  }),
  uri_too_long: problem({
    status: 414,
    title: { zh: '地址太长', en: 'The address is too long' },
    detail: { zh: '请缩短地址里的参数。', en: 'Shorten the parameters in the address.' },
  }),
  wrong_media_type: problem({
    status: 415,
    title: { zh: '正文类型不支持', en: 'Unsupported media type' },
    detail: {
      zh: '请用 Content-Type: application/json 发送。',
      en: 'Send it as Content-Type: application/json.',
    },
  }),
  misdirected: problem({
    status: 421,
    title: { zh: '不是本店的地址', en: 'Not an address of this shop' },
    detail: {
      zh: '本店不用这个域名。店主：请把 PUBLIC_URL 设为顾客看到的地址；前面有反向代理时，还要设 TRUSTED_PROXIES。',
      en: 'The shop does not go by this name. Merchant: set PUBLIC_URL to the address that customers see, and TRUSTED_PROXIES where a proxy stands before the shop.',
    },
  }),
  headers_too_large: problem({
    status: 431,
    title: { zh: '请求头太大', en: 'The headers are too large' },
    detail: {
      zh: '地址和请求头加起来最多 16 KB。浏览器遇到这个问题，请清除本站的 Cookie。',
      en: 'Address and headers may have 16 KB together. If a browser meets this, clear the cookies of this site.',
    },
  }),
  too_slow: problem({
    status: 408,
    title: { zh: '请求没有发完', en: 'The request did not arrive' },
    detail: {
      zh: '在规定的时间内没有收到完整的请求，请重试。',
      en: 'The whole request did not come in time. Try again.',
    },
  }),
  range_not_satisfiable: problem({
    status: 416,
    title: { zh: '文件没有这一段', en: 'No such part' },
    detail: {
      zh: 'Range 指的一段不在文件里，长度见 Content-Range。',
      en: 'The part that Range names is not in the file, whose length Content-Range tells.',
    },
  }),
  too_many_requests: problem({
    status: 429,
    title: { zh: '操作太频繁', en: 'Too many requests' },
    detail: ({ retryAfterSeconds }: { retryAfterSeconds: number }) => ({
      zh: `请在 ${retryAfterSeconds} 秒后再试。`,
      en: `Try again in ${retryAfterSeconds} seconds.`,
    }),
    example: { retryAfterSeconds: 42 },
  }),
  upload_quota_used: problem({
    status: 429,
    title: { zh: '今天上传的已经够多', en: 'Enough for today' },
    detail: ({ retryAfterSeconds }: { retryAfterSeconds: number }) => ({
      zh: `一位员工一天最多上传 2,000 个文件、共 2 GB。请 ${Math.ceil(retryAfterSeconds / 3600)} 小时后再传，或请同事上传。`,
      en: `One of the staff hands in 2,000 files a day at most, and 2 GB. Go on in ${Math.ceil(retryAfterSeconds / 3600)} hours, or let a colleague.`,
    }),
    example: { retryAfterSeconds: 42_000 },
  }),
  overloaded: problem({
    status: 503,
    title: { zh: '现在太忙', en: 'Overloaded' },
    detail: {
      zh: '服务器现在太忙，请求没有执行，请在几秒后重试。',
      en: 'The server is too busy; the request was not carried out. Try again in a few seconds.',
    },
  }),
  shop_closed: problem({
    status: 503,
    title: { zh: '店铺还没开张', en: 'The shop is not open yet' },
    detail: {
      zh: '店主还在准备，请过些时候再来。',
      en: 'The merchant is still preparing it. Come again later.',
    },
  }),
  not_ahead: problem({
    status: 503,
    title: { zh: '不能预取', en: 'Not to be fetched ahead' },
    detail: {
      zh: '这个地址只有真的打开时才回答。',
      en: 'This address answers only when somebody really opens it.',
    },
  }),
  database_unavailable: problem({
    status: 503,
    title: { zh: '数据库暂时连不上', en: 'The database cannot be reached' },
    detail: {
      zh: '不确定请求是否已执行；请用同一个 Idempotency-Key 重试。',
      en: 'It is not certain whether the request was carried out; retry with the same Idempotency-Key.',
    },
  }),
} satisfies Problems;

/** What a fault of ours is told as: nothing of our inside. */
export const internalProblem = {
  status: 500,
  title: { zh: '我们这边出错了', en: 'Something failed on our side' },
  detail: {
    zh: '问题已记录。请重试；如果仍然不行，请把 traceId 告诉我们。',
    en: 'The fault was recorded. Try again; if it stays, tell us the traceId.',
  },
} as const;

export type GeneralCode = keyof typeof generalProblems;

/** Some of the refusals that any route can answer, for one that does. */
export function general<const Code extends GeneralCode>(
  ...codes: readonly Code[]
): Pick<typeof generalProblems, Code> {
  return refusalsOf(generalProblems, ...codes);
}

/** All entries by their codes. Throws where two have the same: codes are unique in the shop. */
export function joinProblems(catalogues: readonly Problems[]): Problems {
  const all: Record<string, Problems[string]> = {};
  for (const [code, entry] of catalogues.flatMap((catalogue) => Object.entries(catalogue))) {
    if (all[code] !== undefined) throw new Error(`the refusal code ${code} is defined twice`);
    all[code] = entry;
  }
  return all;
}
