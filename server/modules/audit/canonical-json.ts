import type { Json } from '../../kernel/json.ts';

export type { Json };

/**
 * The one text of a value, by RFC 8785: no white space, fields in the order of their names' UTF-16 units, numbers and texts as
 * ECMAScript writes them. Throws at a number that JSON does not know.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${value} is no number of JSON`);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const fields = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`).join(',')}}`;
}

/** `Array.isArray` does not know a list that is read only. */
function isList(value: object): value is readonly Json[] {
  return Array.isArray(value);
}
