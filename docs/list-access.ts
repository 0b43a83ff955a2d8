type Operation = {
  readonly summary?: string;
  readonly 'x-access'?: string;
  readonly 'x-needs-proof-for'?: string;
};
/** As much of an OpenAPI document as tells who may call what. */
export type ApiDocument = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

/** docs/access.md: who may call each route of the API and see each page. */
export function listAccess(api: ApiDocument, pages: Readonly<Record<string, string>>): string {
  const routes = Object.entries(api.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) =>
      rowOf(`${method.toUpperCase()} ${path}`, operation),
    ),
  );
  const ofPages = Object.entries(pages).map(([id, access]) => `| \`${id}\` | \`${access}\` |`);
  return `# Who may call what

A route of the API and a page of the shop say who may call them; one that does not say it does not start. \`public\`: anyone.
\`customer?\`: anyone, and it is told who, where a customer has signed in. \`customer\`: a customer who has signed in.
\`gateway\`: an outside service that proves itself by its signature. What needs a proof besides: [proofs.md](proofs.md).
This page is compared with a running shop by \`test/access-list.shop.test.ts\`, which writes it anew when it is run with \`-u\`.

## Routes of the API

| route | access | proof for | what it is |
| --- | --- | --- | --- |
${routes.toSorted().join('\n')}

## Pages

| page | access |
| --- | --- |
${ofPages.toSorted().join('\n')}
`;
}

function rowOf(
  name: string,
  { summary = '', 'x-access': access = '', 'x-needs-proof-for': act }: Operation,
): string {
  return `| \`${name}\` | \`${access}\` | ${act === undefined ? '' : `\`${act}\``} | ${summary.replaceAll('|', '\\|')} |`;
}
