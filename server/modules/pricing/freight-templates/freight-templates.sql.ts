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

/**
 * All of them, until the transaction ends: which one is the default, and what each is called, is a matter of all. Goods may be given
 * one meanwhile.
 */
export async function lockFreightTemplates(tx: Transaction): Promise<FreightTemplateRow[]> {
  const { rows } = await tx.query<FreightTemplateRow>({
    name: 'pricing-lock-freight-templates',
    text: `select ${COLUMNS} from freight_templates order by template_id for no key update`,
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

/** Holds one that is to be deleted: whoever would give it to goods at this moment waits. */
export async function lockTemplateToDelete(tx: Transaction, id: string): Promise<void> {
  await tx.query({
    name: 'pricing-lock-template-to-delete',
    text: 'select from freight_templates where template_id = $1 for update',
    values: [id],
  });
}

/** Of these, those that there are; none of them is deleted before the transaction ends. */
async function holdTemplatesOfGoods(tx: Transaction, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await tx.query<{ id: string }>({
    name: 'pricing-hold-templates-of-goods',
    text: `select template_id as id from freight_templates where template_id = any($1::uuid[])
           order by template_id for key share`,
    values: [ids],
  });
  return new Set(rows.map(({ id }) => id));
}

/** What goods may choose from, the oldest first. */
async function listTemplateNames(on: Queryable): Promise<{ id: string; name: string }[]> {
  const { rows } = await on.query<{ id: string; name: string }>({
    name: 'pricing-list-template-names',
    text: 'select template_id as id, name from freight_templates order by made_at, template_id',
  });
  return rows;
}

/** For the catalogue, which knows no template but by what goods name. */
export const templatesOfGoods = { list: listTemplateNames, hold: holdTemplatesOfGoods };
