import type { FreightRow } from '../freight.ts';
import type { TemplateDefinition } from './freight-template.ts';
import type { RegionKeys } from './region-keys.ts';

/** What is wrong with a template. `field` as `rows.0.regions`; `region` by its name. */
export type TemplateFault = {
  readonly field: string;
  readonly fault:
    | 'missing'
    | 'name_taken'
    | 'no_rows'
    | 'region_unknown'
    | 'region_twice'
    | 'region_not_served'
    | 'elsewhere_twice'
    | 'days_reversed'
    | 'free_of_nothing';
  readonly region?: string;
};

/** What can be meant so, and often is not. */
export type TemplateWarning =
  | { readonly warning: 'no_elsewhere' }
  | { readonly warning: 'default_not_everywhere' }
  | { readonly warning: 'free_covers_surcharge' }
  | { readonly warning: 'goods_unmeasured'; readonly count: number };

export type TemplateToCheck = { readonly name: string; readonly definition: TemplateDefinition };

/** What a template is judged by besides: the regions there are, and the names of the others. */
export type TemplateSurroundings = { readonly keys: RegionKeys; readonly otherNames: readonly string[] };

/** What is wrong, in the order of the form; nothing where it can be saved. */
export function checkTemplate(
  { name, definition }: TemplateToCheck,
  { keys, otherNames }: TemplateSurroundings,
): TemplateFault[] {
  const { rows, notServed, free } = definition;
  const hasFree = free !== undefined && (free.fromAmount !== undefined || free.fromPieces !== undefined);
  return [
    ...(name.trim() === '' ? [{ field: 'name', fault: 'missing' } as const] : []),
    ...(otherNames.includes(name) ? [{ field: 'name', fault: 'name_taken' } as const] : []),
    ...(rows.length === 0 ? [{ field: 'rows', fault: 'no_rows' } as const] : []),
    ...checkRows(rows, notServed, keys),
    ...checkNotServed(notServed, keys),
    ...(free === undefined || hasFree ? [] : [{ field: 'free', fault: 'free_of_nothing' } as const]),
  ];
}

function checkRows(
  rows: readonly FreightRow[],
  notServed: readonly string[],
  keys: RegionKeys,
): TemplateFault[] {
  const taken = new Set<string>();
  let hasElsewhere = false;
  return rows.flatMap(({ regions, days }, at): TemplateFault[] => {
    const field = `rows.${at}.regions`;
    const faults = regions.flatMap((key): TemplateFault[] => {
      const region = keys.nameOf(key);
      const isTaken = taken.has(key);
      taken.add(key);
      if (!keys.isKnown(key)) return [{ field, fault: 'region_unknown', region }];
      if (isTaken) return [{ field, fault: 'region_twice', region }];
      return isWithin(key, notServed) ? [{ field, fault: 'region_not_served', region }] : [];
    });
    if (regions.length === 0) {
      if (hasElsewhere) faults.push({ field, fault: 'elsewhere_twice' });
      hasElsewhere = true;
    }
    if (days !== undefined && days[0] > days[1])
      faults.push({ field: `rows.${at}.days`, fault: 'days_reversed' });
    return faults;
  });
}

function checkNotServed(notServed: readonly string[], keys: RegionKeys): TemplateFault[] {
  return notServed.flatMap((key, at): TemplateFault[] => {
    const told = { field: 'notServed', region: keys.nameOf(key) };
    if (!keys.isKnown(key)) return [{ ...told, fault: 'region_unknown' }];
    return notServed.indexOf(key) < at ? [{ ...told, fault: 'region_twice' }] : [];
  });
}

/** Whether one of these regions is it, or holds it: no row for it would ever count. */
const isWithin = (key: string, regions: readonly string[]): boolean =>
  [key, key.slice(0, 4), key.slice(0, 2)].some((one) => regions.includes(one));

/** `unmeasured`: SKUs of its goods that have no weight, or no volume, by which it counts. */
export function warnOfTemplate(
  { rows, notServed, free }: TemplateDefinition,
  { isDefault, unmeasured }: { readonly isDefault: boolean; readonly unmeasured: number },
): TemplateWarning[] {
  const hasElsewhere = rows.some(({ regions }) => regions.length === 0);
  return [
    ...(hasElsewhere ? [] : [{ warning: 'no_elsewhere' } as const]),
    ...(isDefault && (!hasElsewhere || notServed.length > 0)
      ? [{ warning: 'default_not_everywhere' } as const]
      : []),
    ...(free !== undefined && rows.some(({ surchargeAmount }) => surchargeAmount > 0)
      ? [{ warning: 'free_covers_surcharge' } as const]
      : []),
    ...(unmeasured > 0 ? [{ warning: 'goods_unmeasured', count: unmeasured } as const] : []),
  ];
}
