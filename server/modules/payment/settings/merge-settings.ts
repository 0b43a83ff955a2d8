import type { Sealing } from '../../../platform/sealing/index.ts';
import type { GatewayKind, GatewaySettings } from '../gateways/gateway-settings.ts';
import type { GatewayRow } from './gateway-settings.sql.ts';

export type ShopSealing = Pick<Sealing, 'seal' | 'open' | 'shopKey'>;

const bindingOf = (row: string) => ({ table: 'gateway_settings', column: 'secret_sealed', row });

/** Seals the secrets of a gateway by the shop's own key, bound to it. */
export function sealSecrets(
  sealing: ShopSealing,
  gateway: string,
  secret: Readonly<Record<string, string>>,
): Buffer {
  return sealing.seal(sealing.shopKey, bindingOf(gateway), JSON.stringify(secret));
}

export function openSecrets(
  sealing: ShopSealing,
  { gateway, secretSealed }: GatewayRow,
): Readonly<Record<string, string>> {
  return JSON.parse(sealing.open(sealing.shopKey, bindingOf(gateway), secretSealed)) as Record<
    string,
    string
  >;
}

/** `isOn`: payments may be begun at it. One that was switched off still hears of those that were, asks about them and gives back. */
export type MergedSettings = { readonly settings: GatewaySettings; readonly isOn: boolean };

/**
 * What a gateway is given: field by field what staff have set, else what the program was started with. Undefined where it is not to be
 * made: nobody has given it anything, or something that has to be there is not.
 */
export function mergeSettings(
  kind: GatewayKind,
  given: GatewaySettings | undefined,
  saved: { readonly row: GatewayRow; readonly secret: Readonly<Record<string, string>> } | undefined,
): MergedSettings | undefined {
  if (saved === undefined && given === undefined) return undefined;
  const open = { ...given?.open, ...saved?.row.open };
  const secret = { ...given?.secret, ...saved?.secret };
  if (missingOf(kind, { open, secret }).length > 0) return undefined;
  return { settings: { gateway: kind.name, open, secret }, isOn: saved?.row.isOn ?? true };
}

/** The fields that have to be there and are not. */
export function missingOf(
  { fields }: GatewayKind,
  { open, secret }: Pick<GatewaySettings, 'open' | 'secret'>,
): string[] {
  return fields
    .filter(({ name, isSecret, fallback }) => ((isSecret ? secret : open)[name] ?? fallback) === undefined)
    .map(({ name }) => name);
}
