import type { Queryable } from '../../../platform/database.ts';
import type { Result } from '../../../kernel/result.ts';
import type { StaffSession } from '../../staff/index.ts';
import type { FreeBasis, FreightBasis, FreightMode } from '../freight.ts';
import {
  changeTemplate,
  makeTemplate,
  removeTemplate,
  type ChangeTemplateDeps,
  type ChangeTemplateRefusal,
  type MakeTemplateRefusal,
  type NewTemplate,
  type RemoveTemplateRefusal,
  type TemplateChange,
} from './change-templates.ts';
import {
  checkTemplate,
  warnOfTemplate,
  type TemplateFault,
  type TemplateWarning,
} from './check-template.decide.ts';
import type { FreightTemplateRow, TemplateDefinition } from './freight-template.ts';
import { listFreightTemplates } from './freight-templates.sql.ts';
import { tryTemplate, type Trial, type Tried } from './try-template.decide.ts';

/** Of goods that name a template, how many there are, and SKUs of theirs that lack what it counts by. */
export type TemplateUse = {
  readonly templateId: string | null;
  readonly products: number;
  readonly withoutWeight: number;
  readonly withoutVolume: number;
};

export type StaffFreightDeps = ChangeTemplateDeps & {
  countGoods(on: Queryable): Promise<readonly TemplateUse[]>;
  how(): { readonly mode: FreightMode; readonly freeBasis: FreeBasis };
};

/** A template as staff see it. */
export type KnownTemplate = FreightTemplateRow & {
  /** Products that go by it; of the default also those that name none. */
  readonly productCount: number;
  readonly warnings: readonly TemplateWarning[];
};

export type StaffFreight = {
  list(): Promise<readonly KnownTemplate[]>;
  find(id: string): Promise<KnownTemplate | undefined>;
  make(by: StaffSession, wanted: NewTemplate): Promise<Result<KnownTemplate, MakeTemplateRefusal>>;
  change(
    by: StaffSession,
    change: TemplateChange & { readonly id: string; readonly expectedVersion: number },
  ): Promise<Result<KnownTemplate, ChangeTemplateRefusal>>;
  remove(by: StaffSession, id: string): Promise<Result<null, RemoveTemplateRefusal>>;
  /** What is wrong with one that is not saved yet. */
  check(template: Pick<NewTemplate, 'name' | 'definition'>): readonly TemplateFault[];
  /** What the way to a district would cost by it, saved or not. */
  tryOut(definition: TemplateDefinition, trial: Trial): Tried;
  /** The name of a province, city or district by the code of a row. */
  nameOf(key: string): string;
};

export function makeStaffFreight(deps: StaffFreightDeps): StaffFreight {
  async function list(): Promise<readonly KnownTemplate[]> {
    const [rows, uses] = await Promise.all([
      listFreightTemplates(deps.database),
      deps.countGoods(deps.database),
    ]);
    return rows.map((row) => know(row, uses));
  }
  const toKnown = async (row: FreightTemplateRow): Promise<KnownTemplate> =>
    know(row, await deps.countGoods(deps.database));
  return {
    list,
    find: async (id) => (await list()).find(({ templateId }) => templateId === id),
    async make(by, wanted) {
      const outcome = await makeTemplate(deps, by, wanted);
      return outcome.ok ? { ...outcome, value: await toKnown(outcome.value) } : outcome;
    },
    async change(by, change) {
      const outcome = await changeTemplate(deps, by, change);
      return outcome.ok ? { ...outcome, value: await toKnown(outcome.value) } : outcome;
    },
    remove: (by, id) => removeTemplate(deps, by, id),
    check: (template) => checkTemplate(template, { keys: deps.keys(), otherNames: [] }),
    tryOut: (definition, trial) => tryTemplate(definition, deps.how().freeBasis, trial),
    nameOf: (key) => deps.keys().nameOf(key),
  };
}

function know(row: FreightTemplateRow, uses: readonly TemplateUse[]): KnownTemplate {
  const { templateId, definition, isDefault } = row;
  const own = uses.filter((use) => use.templateId === templateId || (isDefault && use.templateId === null));
  const sum = (of: (use: TemplateUse) => number): number => own.reduce((total, use) => total + of(use), 0);
  const unmeasured: Readonly<Record<FreightBasis, number>> = {
    piece: 0,
    weight: sum(({ withoutWeight }) => withoutWeight),
    volume: sum(({ withoutVolume }) => withoutVolume),
  };
  return {
    ...row,
    productCount: sum(({ products }) => products),
    warnings: warnOfTemplate(definition, { isDefault, unmeasured: unmeasured[definition.basis] }),
  };
}
