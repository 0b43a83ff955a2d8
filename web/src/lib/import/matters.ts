import { m } from '#lib/words/m.ts';
import type { Permission } from '#server/kernel/permission.ts';

/** What is taken in and given out as a file, by the names that the API has for it. */
export const MATTERS = {
  catalogue: {
    kinds: { check: 'check-catalogue', write: 'import-catalogue', export: 'export-catalogue' },
    change: 'products:change',
    read: 'products:read',
  },
  stock: {
    kinds: { check: 'check-stock-counts', write: 'count-stock', export: 'export-stock' },
    change: 'stock:change',
    read: 'stock:read',
  },
} as const satisfies Readonly<
  Record<
    string,
    {
      readonly kinds: { readonly check: string; readonly write: string; readonly export: string };
      readonly change: Permission;
      readonly read: Permission;
    }
  >
>;
export type MatterName = keyof typeof MATTERS;

export const MATTER_NAMES = Object.keys(MATTERS) as MatterName[];
export const FILE_KINDS: readonly string[] = MATTER_NAMES.flatMap((name) =>
  Object.values(MATTERS[name].kinds),
);

export function isMatter(text: string): text is MatterName {
  return Object.hasOwn(MATTERS, text);
}

/** The matter of a kind of task, and what the task does for it. */
export function matterOf(
  kind: string,
): { readonly name: MatterName; readonly step: 'check' | 'write' | 'export' } | undefined {
  for (const name of MATTER_NAMES)
    for (const step of ['check', 'write', 'export'] as const)
      if (MATTERS[name].kinds[step] === kind) return { name, step };
  return undefined;
}

/** Where the report of a task is read; none of those that have none. */
export function reportPath({ id, kind }: { readonly id: string; readonly kind: string }): string | undefined {
  const step = matterOf(kind)?.step;
  return step === 'check' || step === 'write' ? `/admin/imports/${id}` : undefined;
}

export const MATTER_WORDS: Readonly<
  Record<
    MatterName,
    { readonly title: () => string; readonly text: () => string; readonly hint: () => string }
  >
> = {
  catalogue: { title: m.import_catalogue, text: m.import_catalogue_text, hint: m.import_catalogue_hint },
  stock: { title: m.import_stock, text: m.import_stock_text, hint: m.import_stock_hint },
};
