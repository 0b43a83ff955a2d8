import { readSettingFile } from '../../../platform/setting-paths.ts';
import type { Environment, SettingHelp, SettingsPart } from '../../../platform/settings.ts';
import { StartRefusal } from '../../../platform/start-refusal.ts';
import type { GatewayField, GatewayKind, GatewaySettings } from './gateway-settings.ts';
import { GATEWAY_KINDS } from './index.ts';

const REAL = GATEWAY_KINDS.filter(({ isSandbox }) => !isSandbox);

/** The gateways that the environment has values of. Those of the sandbox come from the sandbox itself. */
export const gatewaySettings: SettingsPart<readonly GatewaySettings[]> = {
  read: (env) => readGateways(env, REAL),
  help: helpOfGateways(REAL),
};

/** Throws StartRefusal where some values of a gateway are there and others are not, or one has not its form, or they do not fit. */
export function readGateways(env: Environment, kinds: readonly GatewayKind[]): GatewaySettings[] {
  return kinds.flatMap((kind) => {
    const has = ({ env: name }: GatewayField): boolean => name !== null && Boolean(env[name]);
    const given = kind.fields.filter(has);
    if (given.length === 0) return [];
    const missing = kind.fields.filter((field) => field.fallback === undefined && !has(field));
    if (missing.length > 0)
      throw new StartRefusal(
        `The setting ${given[0]!.env} is there, but ${missing.map(({ env: name }) => name).join(' and ')} is not. Set all of them, or none of ${kind.name}.`,
      );
    const values = given.map((field) => [field, readField(env, field, field.env!)] as const);
    const fallbacks = kind.fields.map(({ name, fallback }) => [name, fallback ?? '']);
    const together = values.map(([{ name }, value]) => [name, value]);
    const wrong = kind.fault?.(Object.fromEntries([...fallbacks, ...together]));
    if (wrong !== undefined)
      throw new StartRefusal(`The settings of ${kind.title.en} cannot be used: ${wrong.en}`);
    const part = (isSecret: boolean): Record<string, string> =>
      Object.fromEntries(
        values.flatMap(([field, value]) => (field.isSecret === isSecret ? [[field.name, value]] : [])),
      );
    return [{ gateway: kind.name, open: part(false), secret: part(true) }];
  });
}

function readField(env: Environment, { isFile, fault }: GatewayField, name: string): string {
  const value = isFile ? readSettingFile(name, env[name]!) : env[name]!.trim();
  const wrong = fault?.(value);
  // What stands there is not repeated: it may be a secret.
  if (wrong !== undefined) throw new StartRefusal(`The setting ${name} cannot be used: ${wrong.en}`);
  return value;
}

/** A line of the README for each gateway. */
export function helpOfGateways(kinds: readonly GatewayKind[]): SettingHelp[] {
  return kinds.map(({ title, fields }) => ({
    names: fields.flatMap(({ env }) => env ?? []),
    fallback: { zh: '无', en: 'none' },
    says: { zh: `收款方式：${title.zh}`, en: `being paid by ${title.en}` },
  }));
}
