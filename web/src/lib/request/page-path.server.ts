/** The address of a page without the name of the form action that was posted to it. */
export function pagePath(url: URL): string {
  const search = [...url.searchParams].filter(([name]) => !name.startsWith('/'));
  const query = new URLSearchParams(search).toString();
  return query === '' ? url.pathname : `${url.pathname}?${query}`;
}
