import type { Transaction } from '../../../platform/database.ts';
import type { FreightTemplates, TemplateName } from '../freight-templates.ts';
import { fault, type CatalogueFault } from './catalogue-faults.ts';
import type { CatalogueRecord, ProductLine } from './catalogue-line.ts';

/** As many as a person reads in one sentence. */
const MOST_TOLD = 5;

/** Freight templates as a file names them. */
export type TemplateNames = {
  /** Null for a line that names none. */
  idOf(line: ProductLine): string | null;
  /** Null where goods go by the default. */
  nameOf(id: string | null): string | null;
  /** Why a line cannot name its template: there is none that is called so. */
  refuse(line: ProductLine, at: number): CatalogueFault | undefined;
};

export function readTemplateNames(templates: readonly TemplateName[]): TemplateNames {
  const ids = new Map(templates.map(({ id, name }) => [name, id]));
  const names = new Map(templates.map(({ id, name }) => [id, name]));
  const all = [...ids.keys()];
  const told = all.slice(0, MOST_TOLD).join(' / ') + (all.length > MOST_TOLD ? ' / …' : '');
  const nameIn = ({ freightTemplate }: ProductLine): string => freightTemplate?.trim() ?? '';
  return {
    idOf: (line) => ids.get(nameIn(line)) ?? null,
    nameOf: (id) => (id === null ? null : (names.get(id) ?? null)),
    refuse(line, at) {
      const name = nameIn(line);
      if (name === '' || ids.has(name)) return undefined;
      return fault(at, 'freightTemplate', 'unknown_freight_template', name, told);
    },
  };
}

/**
 * The templates as they are, of which those that these products name stay until the transaction ends. `gone`: what names one that is
 * not there any more.
 */
export async function holdTemplates(
  tx: Transaction,
  read: readonly { readonly line: ProductLine; readonly record: CatalogueRecord }[],
  freightTemplates: FreightTemplates,
): Promise<{ readonly templates: TemplateNames; readonly gone: readonly CatalogueFault[] }> {
  const all = await freightTemplates.list(tx);
  const named = readTemplateNames(all);
  const ids = new Set(read.flatMap(({ line }) => named.idOf(line) ?? []));
  const held = await freightTemplates.hold(tx, [...ids]);
  const templates = readTemplateNames(all.filter(({ id }) => !ids.has(id) || held.has(id)));
  return { templates, gone: read.flatMap(({ line, record }) => templates.refuse(line, record.line) ?? []) };
}
