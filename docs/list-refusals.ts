import { fen } from '../server/kernel/money.ts';
import type { OrderNo, SkuId } from '../server/kernel/ids.ts';
import type { CartRefusal } from '../server/modules/cart/index.ts';
import type { ListRefusal } from '../server/modules/catalog/index.ts';
import type { AddressRefusal } from '../server/modules/addresses/index.ts';
import type {
  AddPasskeyRefusal,
  ChangePhoneRefusal,
  RequestCodeRefusal,
  RequestPhoneChangeRefusal,
  ProveByPasskeyRefusal,
  SignInRefusal,
  CompleteLinkRefusal,
  FinishLoginRefusal,
  StartLoginRefusal,
  UnlinkRefusal,
  PasswordSignInRefusal,
  SetPasswordRefusal,
} from '../server/modules/sign-in/index.ts';
import type { CancelRefusal, PlaceRefusal, QuoteRefusal } from '../server/modules/ordering/index.ts';
import type { OpenPaymentRefusal } from '../server/modules/payment/index.ts';
import type { ConsentRefusal } from '../server/modules/customers/index.ts';
import type { DeletionRefusal, ExportLinkRefusal, ExportRefusal } from '../server/modules/privacy/index.ts';
import type { ProblemSpec } from '../server/platform/http/problems.ts';

export type ProblemFile = { readonly path: string; readonly exports: Readonly<Record<string, unknown>> };

/** All that a use case can refuse a customer. */
type Refused =
  | RequestCodeRefusal
  | SignInRefusal
  | PasswordSignInRefusal
  | SetPasswordRefusal
  | RequestPhoneChangeRefusal
  | ChangePhoneRefusal
  | AddressRefusal
  | AddPasskeyRefusal
  | ProveByPasskeyRefusal
  | StartLoginRefusal
  | FinishLoginRefusal
  | CompleteLinkRefusal
  | UnlinkRefusal
  | CartRefusal
  | ListRefusal
  | QuoteRefusal
  | PlaceRefusal
  | CancelRefusal
  | OpenPaymentRefusal
  | ConsentRefusal
  | ExportRefusal
  | ExportLinkRefusal
  | DeletionRefusal;
type FactsOf<Code extends Refused['code']> = Omit<Extract<Refused, { code: Code }>, 'code'>;

const SKU = '1024' as SkuId;
const ORDER_NO = '26112210451800ABCDEFGHJKMNPQRST' as OrderNo;

/**
 * Facts that a refusal may carry, for the column of fields and for sentences that are made of them. A refusal that is
 * missing here, or has other facts, does not compile.
 */
export const FACTS: { readonly [Code in Refused['code']]: FactsOf<Code> } = {
  phone_invalid: {},
  too_many_codes: { retryAfterSeconds: 42, limitOf: 'caller' },
  consent_required: { version: '2026-11-24' },
  code_wrong: { triesLeft: 3 },
  code_expired: {},
  too_many_tries: { retryAfterSeconds: 42 },
  work_required: {
    puzzle: {
      parameters: {
        algorithm: 'PBKDF2/SHA-256',
        nonce: '…',
        salt: '…',
        cost: 3000,
        keyLength: 32,
        keyPrefix: '00',
      },
    },
  },
  no_session: {},
  step_up_required: {},
  login_provider_unknown: {},
  login_state_unknown: {},
  login_state_expired: {},
  login_other_browser: {},
  login_other_session: {},
  login_denied: {},
  login_code_refused: {},
  login_provider_failed: {},
  login_linked_elsewhere: {},
  login_provider_taken: {},
  login_link_expired: {},
  not_found: {},
  password_wrong: {},
  overloaded: {},
  password_unfit: { strength: 1, reasons: ['too_guessable'] },
  too_many_changes: { retryAfterSeconds: 42 },
  sealed_password_invalid: {},
  phone_unchanged: {},
  phone_taken: {},
  address_not_found: {},
  too_many_addresses: { limit: 20 },
  region_unknown: {},
  recipient_invalid: {},
  street_invalid: {},
  passkeys_not_here: {},
  challenge_expired: {},
  passkey_unknown: {},
  passkey_rejected: {},
  passkey_copied: {},
  passkey_too_new: { provesFrom: new Date('2026-11-27T02:05:00Z') },
  too_many_passkeys: { limit: 10 },
  passkey_exists: {},
  passkey_name_invalid: {},
  sku_not_found: { skuIds: [SKU] },
  not_for_sale: { skuIds: [SKU] },
  cart_full: { limit: 100 },
  cursor_invalid: {},
  category_not_found: {},
  quantity_limit: { limit: 999 },
  too_many_lines: { limit: 100 },
  too_many_open_payments: { limit: 5 },
  too_many_payments: { limit: 50 },
  out_of_stock: { lines: [{ skuId: SKU, requested: 5, available: 2 }] },
  cart_changed: { lines: [{ skuId: SKU, requested: 2, inCart: 0 }] },
  unpaid_orders_limit: { unpaid: 10, limit: 10 },
  unpaid_pieces_limit: { requested: 30, unpaid: 280, limit: 300 },
  unpaid_sku_limit: { limit: 100, lines: [{ skuId: SKU, requested: 30, left: 20 }] },
  unpaid_nearby_limit: { by: 'network' },
  price_changed: { totalAmount: fen(25_800) },
  idempotency_key_reused: {},
  order_not_found: {},
  not_cancellable: { state: 'shipped' },
  order_not_payable: { state: 'cancelled' },
  gateway_unavailable: { gateway: 'wechat' },
  channel_unavailable: { channel: 'h5' },
  consent_needed: {},
  too_many_exports: { retryAfterSeconds: 42 },
  export_gone: {},
  deletion_blocked: { orderNos: [ORDER_NO], refundOrderNos: [] },
};

/** Facts of the refusals that the HTTP layer itself makes. */
const GENERAL_FACTS: Readonly<Record<string, object | undefined>> = {
  malformed: { errors: [] },
  unknown_field: { errors: [] },
  too_many_requests: { retryAfterSeconds: 42 },
};

const HEAD = `# 拒绝代码 / Refusal codes

<!-- 由 docs/generate-docs.ts 从各模块的 *.problems.ts 生成，请勿手改。 -->

接口的每个拒绝都是 \`application/problem+json\`（RFC 9457）：

\`\`\`json
{
  "type": "/api/docs/problems#out_of_stock",
  "title": "库存不够",
  "status": 409,
  "code": "out_of_stock",
  "detail": "库存只剩 2 件，你要 5 件。",
  "traceId": "…",
  "lines": [{ "skuId": "1024", "requested": 5, "available": 2 }]
}
\`\`\`

程序请只看 \`code\`，它不会改名；\`title\` 和 \`detail\` 是给人看的，语言由 \`Accept-Language\` 决定，措辞可能改进。「字段」一列是这个代码另外带的字段，例句里的数字只是例子。429 和 503 带 \`Retry-After\`。\`errors\` 的每一项是 \`{ path, code, message }\`，其中 \`code\` 是 \`unknown_field\`、\`missing\`、\`unicode\`（NUL 或残缺的代理对），或不满足的 JSON Schema 关键字（如 \`type\`、\`maxLength\`）。

Every refusal is problem+json. Programs look at \`code\`, which never changes; \`title\` and \`detail\` are for people, in the language of \`Accept-Language\`. The column of fields names what a code carries besides; the numbers in the sentences are examples. Each of \`errors\` is \`{ path, code, message }\`; its \`code\` is \`unknown_field\`, \`missing\`, \`unicode\` (a NUL or half of a surrogate pair) or the JSON Schema keyword that is not met.

500 的代码是 \`internal\`：那是我们的错，不是拒绝。请带着 \`traceId\` 报告。A 500 has the code \`internal\`: that is a fault of ours, never a refusal; report it with its \`traceId\`.
`;

const GROUPS: Readonly<Record<string, string>> = {
  platform: '每个地址都可能 / Any address',
  catalog: '商品 / Catalogue',
  customers: '同意 / Consents',
  addresses: '收货地址 / Addresses',
  'sign-in': '登录 / Signing in',
  'sign-in/third-party': '微信、QQ、支付宝登录 / WeChat, QQ, Alipay',
  'sign-in/passwords': '密码 / Passwords',
  'sign-in/phone-change': '更换手机号 / Changing the phone',
  cart: '购物车 / Cart',
  ordering: '订单 / Orders',
  payment: '付款 / Payments',
  privacy: '隐私 / Privacy',
  demo: '仅演示店 / Demo shop only',
};

/** docs/errors.md: every refusal of every catalogue, by module. */
export function listRefusals(files: readonly ProblemFile[]): string {
  const groups = Map.groupBy(files, ({ path }) => groupOf(path));
  const known = Object.keys(GROUPS);
  const ordered = [...groups].sort(([a], [b]) => known.indexOf(a) - known.indexOf(b));
  const sections = ordered.flatMap(([group, own]) => [
    `## ${GROUPS[group] ?? group}`,
    '',
    ...own.map(tableOf),
  ]);
  return [HEAD, ...sections].join('\n');
}

/** The codes of a file's catalogues with what is told of them. */
export function problemsOf({ exports }: ProblemFile): [code: string, spec: ProblemSpec][] {
  return Object.entries(exports)
    .filter(([name]) => name.endsWith('Problems') && typeof exports[name] === 'object')
    .flatMap(([, catalogue]) => Object.entries(catalogue as Record<string, ProblemSpec>));
}

function groupOf(path: string): string {
  // A part of a module in a folder of its own has its own section.
  return (
    /^server\/modules\/(.+)\/[^/]+$/.exec(path)?.[1] ?? (path.includes('/platform/') ? 'platform' : 'demo')
  );
}

function tableOf(file: ProblemFile): string {
  const rows = problemsOf(file).map(([code, spec]) => rowOf(code, spec));
  return [
    `[${file.path}](../${file.path})`,
    '',
    '| code | 状态 | 字段 | 中文 | English |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function factsOf(code: string): object {
  return { ...GENERAL_FACTS, ...FACTS }[code] ?? {};
}

function rowOf(code: string, spec: ProblemSpec): string {
  const facts = factsOf(code);
  const detail = typeof spec.detail === 'function' ? spec.detail(facts) : spec.detail;
  const fields = Object.keys(facts)
    .map((name) => `\`${name}\``)
    .join(' ');
  const cells = [
    `\`${code}\``,
    String(spec.status),
    fields,
    `**${spec.title.zh}**：${detail.zh}`,
    `**${spec.title.en}.** ${detail.en}`,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
