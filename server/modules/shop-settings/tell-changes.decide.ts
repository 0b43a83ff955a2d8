import { isDeepStrictEqual } from 'node:util';
import type { NewAct } from '../audit/index.ts';
import type { Section, SectionValues } from './sections.ts';

type Json = NewAct['after'];
type Told = { readonly before: Json; readonly after: Json };

/** What of a section is another than before, for the audit trail: by the paths of its fields. Undefined where nothing is. */
export function tellChanges<Name extends Section>(
  before: SectionValues[Name],
  after: SectionValues[Name],
): Told | undefined {
  const [earlier, later] = [flatten(before as Json), flatten(after as Json)];
  const paths = [...new Set([...earlier.keys(), ...later.keys()])];
  const changed = paths.filter((path) => !isDeepStrictEqual(earlier.get(path), later.get(path)));
  if (changed.length === 0) return undefined;
  const told = (from: ReadonlyMap<string, Json>): Json =>
    Object.fromEntries(changed.map((path) => [path, from.get(path) ?? null]));
  return { before: told(earlier), after: told(later) };
}

/** Every value by its path; a list is one value. */
function flatten(value: Json, path = ''): Map<string, Json> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map([[path, value]]);
  return new Map(
    Object.entries(value).flatMap(([name, field]) => [
      ...flatten(field as Json, path === '' ? name : `${path}.${name}`),
    ]),
  );
}
