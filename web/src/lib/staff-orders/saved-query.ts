import type { SavedFilter } from '#server/modules/backoffice/index.ts';
import type { ListQuery } from './list-query.ts';

/** What of a list is kept under a name: not the text that was looked for, which may be a customer's phone. */
export function toSaved({ tab, q: _q, ...filters }: ListQuery): SavedFilter['query'] {
  const parts = { ...(tab !== 'all' && { state: tab }), ...filters };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== ''));
}
