/**
 * Where to go after a form: a path of this shop, never an address that a stranger put into the form. A browser takes
 * `//host` and `/\host` for another host.
 */
export function safePath(text: unknown, fallback = '/'): string {
  return typeof text === 'string' && /^\/(?![/\\])[^\s\\]*$/.test(text) ? text : fallback;
}
