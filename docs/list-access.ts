import { nameAccess, type SaidAccess } from '../server/platform/http/access.ts';

type Operation = {
  readonly summary?: string;
  readonly 'x-access'?: string;
  readonly 'x-needs-proof-for'?: string;
};
/** As much of an OpenAPI document as tells who may call what. */
export type ApiDocument = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

/**
 * Why the OpenAPI document leaves routes out, by how their paths begin; the longest that fits counts. Also who is let through
 * by what the route asks for itself, where that is not said by its access.
 */
const BESIDE_API: Readonly<Record<string, string>> = {
  '/api/docs': 'The OpenAPI document to browse, with its files',
  '/api/docs/problems': 'All codes of refusals',
  '/api/openapi.json': 'The OpenAPI document',
  '/media/': 'Pictures of the catalogue',
  '/alipay/':
    'What stands for Alipay, as a shop and the browsers that it sends there call it: signed by the key of its app (demo shop only)',
  '/alipay/pay/':
    'Where a payer plays who is sent back to the cashier, by a token in the address (demo shop only)',
  '/alipay/qr/': 'The same for a payer who has scanned a code (demo shop only)',
  '/metrics': 'Figures for Prometheus; where `METRICS_TOKEN` is set, for who sends it',
  '/sandbox-bank/': 'The sandbox bank, as a shop calls it: by a key that only the shop has (demo shop only)',
  '/wechat-pay/':
    'What stands for WeChat Pay, as a shop calls it: signed by its merchant key (demo shop only)',
  '/wechat-pay/pay/':
    'Where a payer plays at what stands for WeChat Pay, by a token in the address (demo shop only)',
  '/wechat-pay/h5/': 'The same for a payer who is sent back to the cashier (demo shop only)',
  '/union-pay/': 'What stands for UnionPay, as a shop calls it: signed by its merchant key (demo shop only)',
  '/union-pay/gateway/api/frontTransReq.do':
    "The same, by a form that a payer's browser posts: signed by the merchant key (demo shop only)",
  '/union-pay/pay/':
    'Where a payer plays at what stands for UnionPay, by a token in the address (demo shop only)',
  '/sandbox-bank/pay/': 'Where a payer plays at the sandbox bank, by a token in the address (demo shop only)',
};

/** docs/access.md: who may call each route and see each page. `said`: what every route has said, hidden or not. */
export function listAccess(
  api: ApiDocument,
  said: readonly SaidAccess[],
  pages: Readonly<Record<string, Parameters<typeof nameAccess>[0]>>,
): string {
  const routes = Object.entries(api.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) =>
      rowOf(`${method.toUpperCase()} ${path}`, operation),
    ),
  );
  const beside = said.map(({ method, path, access }) => ({
    method,
    path: asDocumented(path),
    access: nameAccess(access),
  }));
  const ofHidden = beside
    .filter(({ method, path }) => api.paths[path]?.[method.toLowerCase()] === undefined)
    .map(({ method, path, access }) => `| \`${method} ${path}\` | \`${access}\` | ${reasonOf(path)} |`);
  const ofPages = Object.entries(pages).map(([id, access]) => `| \`${id}\` | \`${nameAccess(access)}\` |`);
  return `# Who may call what

A route of the API and a page of the shop say who may call them; one that does not say it does not start. \`public\`: anyone.
\`customer?\`: anyone, and it is told who, where a customer has signed in. \`customer\`: a customer who has signed in.
\`gateway\`: an outside service that proves itself by its signature. \`staff\`: somebody of the staff who has signed in, about what
is their own; with a permission behind it, who has that by a role, or a program whose key has it; \`staff?\`: anyone, and it is told who of the staff.
What needs a proof besides: [proofs.md](proofs.md).
This page is compared with a running shop by \`test/access-list.shop.test.ts\`, which writes it anew when it is run with \`-u\`.

## Routes of the API

| route | access | proof for | what it is |
| --- | --- | --- | --- |
${routes.toSorted().join('\n')}

## Routes beside the API

The OpenAPI document leaves them out, since they are no part of the API.

| route | access | what it is |
| --- | --- | --- |
${ofHidden.toSorted().join('\n')}

## Pages

| page | access |
| --- | --- |
${ofPages.toSorted().join('\n')}
`;
}

/** `/orders/:orderNo` as OpenAPI writes it. */
const asDocumented = (path: string): string => path.replace(/:(\w+)/g, '{$1}');

function reasonOf(path: string): string {
  const [fitting] = Object.keys(BESIDE_API)
    .filter((start) => path.startsWith(start))
    .toSorted((one, other) => other.length - one.length);
  if (fitting === undefined)
    throw new Error(`${path} is not in the OpenAPI document: say in docs/list-access.ts what it is`);
  return BESIDE_API[fitting]!;
}

function rowOf(
  name: string,
  { summary = '', 'x-access': access = '', 'x-needs-proof-for': act }: Operation,
): string {
  return `| \`${name}\` | \`${access}\` | ${act === undefined ? '' : `\`${act}\``} | ${summary.replaceAll('|', '\\|')} |`;
}
