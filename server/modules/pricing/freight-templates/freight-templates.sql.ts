import type { Queryable, Transaction } from '../../../platform/database.ts';
import type { FreightTemplateRow } from './freight-template.ts';

const COLUMNS = `template_id as "templateId", name, definition, is_default as "isDefault", version`;

export async function listFreightTemplates(on: Queryable): Promise<FreightTemplateRow[]> {
  const { rows } = await on.query<FreightTemplateRow>({
    name: 'pricing-list-freight-templates',
    text: `select ${COLUMNS} from freight_templates order by made_at, template_id`,
  });
  return rows;
}

/** All of them, until the transaction ends: which one is the default is a matter of all. */
export async function lockFreightTemplates(tx: Transaction): Promise<FreightTemplateRow[]> {
  const { rows } = await tx.query<FreightTemplateRow>({
    name: 'pricing-lock-freight-templates',
    text: `select ${COLUMNS} from freight_templates order by template_id for update`,
  });
  return rows;
}

export async function insertFreightTemplate(
  tx: Transaction,
  { templateId, name, definition, isDefault }: FreightTemplateRow,
  at: Date,
): Promise<void> {
  await tx.query({
    name: 'pricing-insert-freight-template',
    text: `insert into freight_templates (template_id, name, definition, is_default, made_at, changed_at)
           values ($1, $2, $3, $4, $5, $5)`,
    values: [templateId, name, JSON.stringify(definition), isDefault, at],
  });
}

export async function saveFreightTemplate(
  tx: Transaction,
  { templateId, name, definition, isDefault, version }: FreightTemplateRow,
  at: Date,
): Promise<void> {
  await tx.query({
    name: 'pricing-save-freight-template',
    text: `update freight_templates set name = $2, definition = $3, is_default = $4, version = $5, changed_at = $6
           where template_id = $1`,
    values: [templateId, name, JSON.stringify(definition), isDefault, version, at],
  });
}

/** Before another one becomes the default: there is one at most at any moment. */
export async function unsetDefaultTemplate(tx: Transaction, at: Date): Promise<void> {
  await tx.query({
    name: 'pricing-unset-default-template',
    text: `update freight_templates set is_default = false, version = version + 1, changed_at = $1 where is_default`,
    values: [at],
  });
}

export async function deleteFreightTemplate(tx: Transaction, id: string): Promise<void> {
  await tx.query({
    name: 'pricing-delete-freight-template',
    text: 'delete from freight_templates where template_id = $1',
    values: [id],
  });
}
