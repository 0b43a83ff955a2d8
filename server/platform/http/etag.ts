import { createHash } from 'node:crypto';

/** The strong tag of a document: the same bytes have the same tag in every process and after every start. */
export function etagOf(document: string | Buffer): string {
  return `"${createHash('sha256').update(document).digest('base64url').slice(0, 22)}"`;
}

/** The same where the bytes that are sent may be packed in several ways: equal in meaning only. */
export function weakEtagOf(document: string | Buffer): string {
  return `W/${etagOf(document)}`;
}

/** RFC 9110, 13.1.2: a list of tags, compared weakly (a proxy that compresses makes them weak), or `*`. */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const own = strong(etag);
  return ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((tag) => strong(tag.trim()) === own);
}

const strong = (tag: string): string => tag.replace(/^W\//, '');
