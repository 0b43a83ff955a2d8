/**
 * What the router of the pages, or the reader of addresses before it, would make another path of: an empty or a dot segment,
 * a backslash, a fragment, and an escape of a character that needs none (RFC 3986, 2.3), of which `%2e` is a dot.
 */
const NOT_PLAIN = /^[^/]|\/\/|\/\.{1,2}(?:\/|$)|[\\#]|%(?:2[de]|3\d|[46][1-9a-f]|[57][\da]|5f|7e)/i;

/**
 * Whether a request's path means the same however it is read, so that what is priced and kept by how it begins is what is
 * answered. Browsers write no others.
 */
export function isPlainPath(url: string): boolean {
  const end = url.indexOf('?');
  return !NOT_PLAIN.test(end < 0 ? url : url.slice(0, end));
}
