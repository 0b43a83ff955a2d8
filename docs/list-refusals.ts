import type { ProblemSpec } from '../server/platform/http/problem.ts';

export type ProblemFile = { readonly path: string; readonly exports: Readonly<Record<string, unknown>> };

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

function rowOf(code: string, spec: ProblemSpec): string {
  const detail = typeof spec.detail === 'function' ? spec.detail(spec.example) : spec.detail;
  const fields = Object.keys(spec.example as object)
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
