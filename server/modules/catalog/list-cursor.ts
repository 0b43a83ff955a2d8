import { createHash } from 'node:crypto';
import type { ProductSort } from './catalog.ts';

/** Where a list goes on: the sort key of the last row that was looked at. All whole numbers; `published` in microseconds. */
export type Position = readonly number[];
/** In a search: whether products have all words or, where none has, any of them. The second page does as the first. */
export type Matching = 'all' | 'any';
export type Cursor = { readonly position: Position; readonly matching: Matching };

/** What a cursor belongs to: it is refused with another query, where it would skip products. */
export type CursorScope = {
  readonly q: string;
  readonly category: string;
  readonly sort: ProductSort;
  readonly minPrice: number | undefined;
  readonly maxPrice: number | undefined;
  readonly inStock: boolean;
};

const LONGEST = 200;

/** Opaque to callers, so that its inside may change. */
export function writeCursor(cursor: Cursor, scope: CursorScope): string {
  const text = JSON.stringify([fingerprint(scope), cursor.matching, ...cursor.position]);
  return Buffer.from(text).toString('base64url');
}

/** Undefined where the text is no cursor of this query. `length`: how many numbers a position of this sort has. */
export function readCursor(text: string, scope: CursorScope, length: number): Cursor | undefined {
  if (text.length > LONGEST || !/^[A-Za-z0-9_-]+$/.test(text)) return undefined;
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts)) return undefined;
  const [print, matching, ...position] = parts as unknown[];
  if (print !== fingerprint(scope) || (matching !== 'all' && matching !== 'any')) return undefined;
  const isPosition = position.length === length && position.every((part) => Number.isSafeInteger(part));
  return isPosition ? { position: position as number[], matching } : undefined;
}

function fingerprint(scope: CursorScope): string {
  const { q, category, sort, minPrice, maxPrice, inStock } = scope;
  const text = JSON.stringify([q, category, sort, minPrice ?? null, maxPrice ?? null, inStock]);
  return createHash('sha256').update(text.toWellFormed()).digest('base64url').slice(0, 8);
}
