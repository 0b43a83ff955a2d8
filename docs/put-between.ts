/**
 * A page with this text in its place: between `<!-- mark: … -->` and `<!-- /mark -->`. Throws where the page has no such place, and
 * so would never be written anew.
 */
export function putBetween(page: string, mark: string, text: string): string {
  const marked = new RegExp(`(<!-- ${mark}:[^>]*-->\\n)[^]*?(\\n<!-- /${mark} -->)`);
  if (!marked.test(page)) throw new Error(`the page has no place for its ${mark}`);
  return page.replace(marked, (_, before, after) => `${before}\n${text}\n${after}`);
}
