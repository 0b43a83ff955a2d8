import { createHash } from 'node:crypto';

/** The tag of a text: the same text has the same tag in every process and after every start. */
export function etagOf(text: string): string {
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
}

/** RFC 9110, 13.1.2: a list of tags, compared weakly (a proxy that compresses makes them weak), or `*`. */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return (
    ifNoneMatch.trim() === '*' ||
    ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
  );
}
