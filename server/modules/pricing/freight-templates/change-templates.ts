import type { Clock } from '../../../kernel/clock.ts';
import { newUuid } from '../../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import {
  inTransaction,
  type Database,
  type Queryable,
  type Transaction,
} from '../../../platform/database.ts';
import { record, type Json } from '../../audit/index.ts';
import { actBy, type StaffSession } from '../../staff/index.ts';
import { tellOfPrices } from '../campaigns/campaigns.sql.ts';
import { checkTemplate, type TemplateFault } from './check-template.decide.ts';
import { MOST_OF_TEMPLATE, type FreightTemplateRow, type TemplateGoods } from './freight-template.ts';
import {
  deleteFreightTemplate,
  insertFreightTemplate,
  lockFreightTemplates,
  lockTemplateToDelete,
  saveFreightTemplate,
  unsetDefaultTemplate,
} from './freight-templates.sql.ts';
import type { RegionKeys } from './region-keys.ts';

export type ChangeTemplateDeps = {
  readonly database: Database;
  readonly clock: Clock;
  keys(): RegionKeys;
  /** Goods that name this template, the first few, and how many there are. */
  findGoods(
    on: Queryable,
    templateId: string,
  ): Promise<{ count: number; products: readonly TemplateGoods[] }>;
  /** Reads prices again, for the process that has changed them. */
  reread(): Promise<void>;
};

export type NewTemplate = Pick<FreightTemplateRow, 'name' | 'definition' | 'isDefault'>;
export type TemplateChange = Partial<Omit<NewTemplate, 'definition'>> & {
  readonly definition?: Partial<FreightTemplateRow['definition']>;
  /** Takes the rule away by which it is free. */
  readonly isNeverFree?: boolean;
};

type Faulty = { readonly code: 'freight_template_faulty'; readonly faults: readonly TemplateFault[] };
type Gone = { readonly code: 'freight_template_not_found' };
type IsDefault = { readonly code: 'freight_template_is_default' };
/** `version`: what holds now. */
type Changed = { readonly code: 'freight_template_changed'; readonly version: number };
export type MakeTemplateRefusal = Faulty | { readonly code: 'too_many_freight_templates' };
export type ChangeTemplateRefusal = Faulty | Gone | IsDefault | Changed;
export type RemoveTemplateRefusal =
  | Gone
  | IsDefault
  | {
      readonly code: 'freight_template_in_use';
      readonly count: number;
      readonly products: readonly TemplateGoods[];
    };

export async function makeTemplate(
  deps: ChangeTemplateDeps,
  by: StaffSession,
  wanted: NewTemplate,
): Promise<Result<FreightTemplateRow, MakeTemplateRefusal>> {
  const at = deps.clock.now();
  const template: FreightTemplateRow = { ...wanted, templateId: newUuid(at), version: 1 };
  return withReread(deps, (tx) =>
    onTemplates<FreightTemplateRow, MakeTemplateRefusal>(tx, async (all) => {
      if (all.length >= MOST_OF_TEMPLATE.templates) return refuse({ code: 'too_many_freight_templates' });
      const faults = checkTemplate(template, { keys: deps.keys(), otherNames: all.map(({ name }) => name) });
      if (faults.length > 0) return refuse({ code: 'freight_template_faulty', faults });
      if (template.isDefault) await unsetDefaultTemplate(tx, at);
      await insertFreightTemplate(tx, template, at);
      await tell(tx, by, at, template, { what: 'freight_template:make', after: tellOf(template) });
      return ok(template);
    }),
  );
}

/** `expectedVersion`: the one that was looked at; of two who change it at once the second is refused. */
export async function changeTemplate(
  deps: ChangeTemplateDeps,
  by: StaffSession,
  asked: TemplateChange & { readonly id: string; readonly expectedVersion: number },
): Promise<Result<FreightTemplateRow, ChangeTemplateRefusal>> {
  const { id, expectedVersion } = asked;
  return withReread(deps, (tx) =>
    onTemplates<FreightTemplateRow, ChangeTemplateRefusal>(tx, async (all) => {
      const before = all.find(({ templateId }) => templateId === id);
      if (before === undefined) return refuse({ code: 'freight_template_not_found' });
      if (before.version !== expectedVersion)
        return refuse({ code: 'freight_template_changed', version: before.version });
      if (before.isDefault && asked.isDefault === false)
        return refuse({ code: 'freight_template_is_default' });
      const after = applyChange(before, asked);
      const otherNames = all.filter((other) => other !== before).map(({ name }) => name);
      const faults = checkTemplate(after, { keys: deps.keys(), otherNames });
      if (faults.length > 0) return refuse({ code: 'freight_template_faulty', faults });
      const at = deps.clock.now();
      if (after.isDefault && !before.isDefault) await unsetDefaultTemplate(tx, at);
      await saveFreightTemplate(tx, after, at);
      const told = { before: tellOf(before), after: tellOf(after) };
      await tell(tx, by, at, after, { what: 'freight_template:change', ...told });
      return ok(after);
    }),
  );
}

/** One that goods go by stays, and so does the default. */
export async function removeTemplate(
  deps: ChangeTemplateDeps,
  by: StaffSession,
  id: string,
): Promise<Result<null, RemoveTemplateRefusal>> {
  return withReread(deps, (tx) =>
    onTemplates<null, RemoveTemplateRefusal>(tx, async (all) => {
      const before = all.find(({ templateId }) => templateId === id);
      if (before === undefined) return refuse({ code: 'freight_template_not_found' });
      if (before.isDefault) return refuse({ code: 'freight_template_is_default' });
      await lockTemplateToDelete(tx, id);
      const goods = await deps.findGoods(tx, id);
      if (goods.count > 0) return refuse({ code: 'freight_template_in_use', ...goods });
      await deleteFreightTemplate(tx, id);
      const act = { what: 'freight_template:remove', before: tellOf(before) };
      await tell(tx, by, deps.clock.now(), before, act);
      return ok(null);
    }),
  );
}

function applyChange(before: FreightTemplateRow, change: TemplateChange): FreightTemplateRow {
  const { free, ...rest } = { ...before.definition, ...change.definition };
  const keepsFree = change.isNeverFree !== true && free !== undefined;
  return {
    ...before,
    name: change.name ?? before.name,
    isDefault: change.isDefault ?? before.isDefault,
    definition: { ...rest, ...(keepsFree && { free }) },
    version: before.version + 1,
  };
}

async function withReread<T, Refused extends { readonly code: string }>(
  { database, reread }: ChangeTemplateDeps,
  work: (tx: Transaction) => Promise<Result<T, Refused>>,
): Promise<Result<T, Refused>> {
  const outcome = await inTransaction(database, work);
  if (outcome.ok) await reread();
  return outcome;
}

async function onTemplates<T, Refused extends { readonly code: string }>(
  tx: Transaction,
  work: (all: readonly FreightTemplateRow[]) => Promise<Result<T, Refused>>,
): Promise<Result<T, Refused>> {
  return work(await lockFreightTemplates(tx));
}

/** Its rows as they are sent to the API: what changes in them is found by reading them. */
function tellOf({ name, definition, isDefault }: NewTemplate): Json {
  return { name, isDefault, ...(definition as unknown as Record<string, Json>) };
}

async function tell(
  tx: Transaction,
  by: StaffSession,
  at: Date,
  { templateId: id }: FreightTemplateRow,
  act: { readonly what: string; readonly before?: Json; readonly after?: Json },
): Promise<void> {
  await record(tx, [actBy(by, at, { ...act, subject: { kind: 'freight_template', id } })]);
  await tellOfPrices(tx);
}
