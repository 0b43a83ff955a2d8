/** What is read of an address; `page.url` can do no more. */
type Query = { readonly searchParams: Iterable<[string, string]> };

/** Where a form posts to: the named action of the page at `url`, whose own query stays. */
export function actionUrl(url: Query, name: string): string {
  const query = new URLSearchParams([...url.searchParams].filter(([key]) => !key.startsWith('/'))).toString();
  return `?/${name}${query === '' ? '' : `&${query}`}`;
}

/** The name of the action that a form posts to. */
export function actionName(action: URL): string {
  return [...action.searchParams.keys()].find((key) => key.startsWith('/'))?.slice(1) ?? 'default';
}
