import type { Clock } from '../../../kernel/clock.ts';
import type { Database } from '../../../platform/database.ts';
import type { Environment } from '../../../platform/settings.ts';
import type { CheckResult } from '../gateway.ts';
import { GATEWAY_KINDS, makeGateways } from '../gateways/index.ts';
import { readGateways } from '../gateways/read-gateways.ts';
import { notifyUrlAt } from '../notify-url.ts';
import { checkGateway } from './check-gateway.ts';
import { listGatewayRows } from './gateway-settings.sql.ts';
import { mergeSettings, openSecrets, type ShopSealing } from './merge-settings.ts';

export type CheckedGateway = { readonly gateway: string; readonly results: readonly CheckResult[] };

/**
 * For a command beside the shop: what the button of the back office finds, of every service that the environment or staff have set up.
 * The sandbox is not among them: it lives in the shop itself.
 */
export async function checkPayments({
  database,
  clock,
  sealing,
  environment,
  publicUrl,
  only,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly sealing: ShopSealing;
  readonly environment: Environment;
  readonly publicUrl: string;
  /** One gateway alone. */
  readonly only: string | undefined;
}): Promise<CheckedGateway[]> {
  const kinds = GATEWAY_KINDS.filter(({ name, isSandbox }) => !isSandbox && (only ?? name) === name);
  const rows = await listGatewayRows(database);
  const given = readGateways(environment, kinds);
  const notifyUrl = (gateway: string): string => notifyUrlAt(publicUrl, gateway);
  const ground = { clock, publicUrl, ownUrl: () => publicUrl, notifyUrl };
  const checked: CheckedGateway[] = [];
  for (const kind of kinds) {
    const row = rows.find(({ gateway }) => gateway === kind.name);
    const start = given.find(({ gateway }) => gateway === kind.name);
    if (row === undefined && start === undefined) continue;
    const merged = mergeSettings(kind, start, row && { row, secret: openSecrets(sealing, row) });
    const [gateway] = merged ? makeGateways([merged.settings], ground) : [];
    const results = await checkGateway(gateway, ground.notifyUrl(kind.name), kind.isSandbox);
    checked.push({ gateway: kind.name, results });
  }
  return checked;
}
