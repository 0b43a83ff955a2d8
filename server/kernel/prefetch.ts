/**
 * Whether a browser fetches ahead of anybody having asked for it: `Sec-Purpose: prefetch` (Fetch standard; also
 * `prefetch;prerender`), and what older ones say instead.
 */
export function isPrefetch(header: (name: string) => string | readonly string[] | null | undefined): boolean {
  return ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].some((name) =>
    /^\s*(?:prefetch|prerender|preview)\b/i.test(String(header(name) ?? '')),
  );
}
