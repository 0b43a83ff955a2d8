import type { StaffId } from '../../../kernel/actor.ts';
import type { Queryable, Transaction } from '../../../platform/database.ts';

export type GatewayRow = {
  readonly gateway: string;
  readonly version: number;
  readonly isOn: boolean;
  readonly open: Readonly<Record<string, string>>;
  readonly secretSealed: Buffer;
  readonly savedAt: Date;
};

export const GATEWAYS_CHANGED = 'gateways_changed';

const COLUMNS = `gateway, version, is_on as "isOn", open, secret_sealed as "secretSealed", saved_at as "savedAt"`;

/** What staff have set of every gateway. */
export async function listGatewayRows(on: Queryable): Promise<GatewayRow[]> {
  const { rows } = await on.query<GatewayRow>({
    name: 'list-gateway-settings',
    text: `select ${COLUMNS} from gateway_settings order by gateway`,
  });
  return rows;
}

export async function findGatewayRow(on: Queryable, gateway: string): Promise<GatewayRow | undefined> {
  const { rows } = await on.query<GatewayRow>({
    name: 'find-gateway-settings',
    text: `select ${COLUMNS} from gateway_settings where gateway = $1`,
    values: [gateway],
  });
  return rows[0];
}

/** Saves the next version and tells every process, once this is committed; false where somebody else has saved it meanwhile. */
export async function saveGatewayRow(
  tx: Transaction,
  row: GatewayRow & { readonly savedBy: StaffId },
): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'save-gateway-settings',
    text: `insert into gateway_settings (gateway, version, is_on, open, secret_sealed, saved_at, saved_by)
      values ($1, $2, $3, $4, $5, $6, $7)
      on conflict (gateway) do update set version = excluded.version, is_on = excluded.is_on, open = excluded.open,
        secret_sealed = excluded.secret_sealed, saved_at = excluded.saved_at, saved_by = excluded.saved_by
      where gateway_settings.version = excluded.version - 1`,
    values: [
      ...[row.gateway, row.version, row.isOn, JSON.stringify(row.open), row.secretSealed],
      ...[row.savedAt, row.savedBy],
    ],
  });
  if (rowCount !== 1) return false;
  await tx.query({
    name: 'tell-gateway-settings',
    text: 'select pg_notify($1, $2)',
    values: [GATEWAYS_CHANGED, row.gateway],
  });
  return true;
}
