import { createHash } from 'node:crypto';
import type { ProductSort } from './catalog.ts';

/**
 * Where a list goes on: tier (0 where nothing is searched), sort key and id of the last row that was looked at. All whole
 * numbers; times in microseconds.
 */
export type Position = readonly [tier: number, key: number, id: number];
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
export function writeCursor(position: Position, scope: CursorScope): string {
  return Buffer.from(JSON.stringify([fingerprint(scope), ...position])).toString('base64url');
}

/** Undefined where the text is no cursor of this query. */
export function readCursor(text: string, scope: CursorScope): Position | undefined {
  if (text.length > LONGEST || !/^[A-Za-z0-9_-]+$/.test(text)) return undefined;
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts) || parts[0] !== fingerprint(scope)) return undefined;
  const position: unknown[] = parts.slice(1);
  const isPosition = position.length === 3 && position.every((part) => Number.isSafeInteger(part));
  return isPosition ? (position as unknown as Position) : undefined;
}

function fingerprint(scope: CursorScope): string {
  const { q, category, sort, minPrice, maxPrice, inStock } = scope;
  const text = JSON.stringify([q, category, sort, minPrice ?? null, maxPrice ?? null, inStock]);
  return createHash('sha256').update(text.toWellFormed()).digest('base64url').slice(0, 8);
}
