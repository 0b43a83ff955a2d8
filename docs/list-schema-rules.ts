import { SCHEMA_RULES, type SchemaRule } from '../server/platform/cluster/schema-rules.ts';
import { putBetween } from './put-between.ts';

/** By which tables can be spread, for docs/cluster.md. */
export function listSchemaRules(rules: readonly SchemaRule[] = SCHEMA_RULES): string {
  const rows = rules.map(({ name, why, instead }) => `| ${name} | ${why} | ${instead} |`);
  return ['| rule | why | what to do instead |', '| --- | --- | --- |', ...rows].join('\n');
}

/** `docs/cluster.md` with the rules in their place. */
export const withSchemaRules = (page: string): string => putBetween(page, 'schema rules', listSchemaRules());
