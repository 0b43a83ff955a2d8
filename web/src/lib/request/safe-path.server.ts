/**
 * Where to go after a form: a path of this shop, never an address that a stranger put into the form. A browser takes
 * `//host` and `/\host` for another host. What a header cannot hold is escaped, as a browser would have done.
 */
export function safePath(text: unknown, fallback = '/'): string {
  if (typeof text !== 'string' || !/^\/(?![/\\])[^\s\\\p{Cc}]*$/u.test(text)) return fallback;
  return text.toWellFormed().replace(/[^\x21-\x7e]+/g, encodeURIComponent);
}
