import type { Clock } from '../../../kernel/clock.ts';
import type { Words } from '../../../kernel/language.ts';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { inTransaction, type Database } from '../../../platform/database.ts';
import { readBehind } from '../../../platform/lanes.ts';
import { record } from '../../audit/index.ts';
import { actBy, type StaffSession } from '../../staff/index.ts';
import type { CheckResult } from '../gateway.ts';
import type {
  GatewayField,
  GatewayGround,
  GatewayKind,
  GatewaySettings,
} from '../gateways/gateway-settings.ts';
import { makeGateways } from '../gateways/index.ts';
import { checkGateway } from './check-gateway.ts';
import { findGatewayRow, listGatewayRows, saveGatewayRow, type GatewayRow } from './gateway-settings.sql.ts';
import type { KeptGateways } from './keep-gateways.ts';
import { hasOpenPayments } from '../open-payments.sql.ts';
import { missingOf, openSecrets, sealSecrets, type ShopSealing } from './merge-settings.ts';

/** A field as staff see it. Of a secret it is told whether it is there. */
export type ShownField = Pick<GatewayField, 'name' | 'label' | 'hint' | 'isSecret' | 'isFile'> & {
  readonly isNeeded: boolean;
  /** Where what holds comes from: staff, or what the program was started with. */
  readonly setBy: 'staff' | 'program' | null;
  /** Null of a secret, and where nothing is set. */
  readonly value: string | null;
};

export type ShownGateway = {
  readonly gateway: string;
  readonly title: Words;
  readonly isSandbox: boolean;
  /** 0 where staff have never saved it. */
  readonly version: number;
  readonly savedAt: Date | null;
  /** Wanted by staff, or by what the program was started with. */
  readonly isOn: boolean;
  /** Offered to customers now. */
  readonly isReady: boolean;
  /** Where the service is to call the shop. */
  readonly notifyUrl: string;
  readonly fields: readonly ShownField[];
};

export type SetGateway = {
  readonly gateway: string;
  readonly isOn: boolean;
  /** By the names of fields. An empty text takes away what staff had set. */
  readonly open: Readonly<Record<string, string>>;
  /** Those that are said; the others stay. An empty text takes one away. */
  readonly secret: Readonly<Record<string, string>>;
  readonly expectedVersion: number;
};

export type GatewayFault = { readonly field: string; readonly says: Words };
export type SetGatewayRefusal =
  /** It says where money goes: who does it proves once more who they are. */
  | { readonly code: 'staff_proof_required' }
  | { readonly code: 'gateway_not_offered' }
  /** Another account while payments at the one before are open: nobody could ask about them any more. */
  | { readonly code: 'gateway_in_use' }
  | { readonly code: 'gateway_settings_invalid'; readonly faults: readonly GatewayFault[] }
  /** `version`: what holds now. */
  | { readonly code: 'gateway_settings_changed'; readonly version: number };

export type GatewayDesk = {
  list(): Promise<ShownGateway[]>;
  /** Whether this member may save now, as far as a proof is asked for. */
  hasProved(by: StaffSession): Promise<boolean>;
  save(by: StaffSession, asked: SetGateway): Promise<Result<ShownGateway, SetGatewayRefusal>>;
  /** Undefined where there is no such gateway. */
  check(gateway: string): Promise<readonly CheckResult[] | undefined>;
};

export type DeskDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly sealing: ShopSealing;
  readonly kept: KeptGateways;
  readonly kinds: readonly GatewayKind[];
  readonly given: readonly GatewaySettings[];
  readonly ground: GatewayGround;
  notifyUrl(gateway: string): string;
  hasProved(by: StaffSession): Promise<boolean>;
};

/** What staff may do about the services that the shop is paid by. */
export function setGateways(deps: DeskDeps): GatewayDesk {
  const { database, kept, kinds } = deps;
  return {
    async list() {
      await kept.read();
      const rows = new Map((await listGatewayRows(database)).map((row) => [row.gateway, row]));
      return kinds.map((kind) => show(deps, kind, rows.get(kind.name)));
    },
    hasProved: (by) => deps.hasProved(by),
    save: (by, asked) => save(deps, by, asked),
    async check(name) {
      const kind = kinds.find((known) => known.name === name);
      if (kind === undefined) return undefined;
      await kept.read();
      return checkGateway(kept.now.get(name), deps.notifyUrl(name), kind.isSandbox);
    },
  };
}

const forStaff = ({ fields }: GatewayKind): GatewayField[] =>
  fields.filter(({ byProgramAlone }) => byProgramAlone === undefined);

function show(deps: DeskDeps, kind: GatewayKind, row: GatewayRow | undefined): ShownGateway {
  const given = deps.given.find(({ gateway }) => gateway === kind.name);
  const secret = row === undefined ? {} : openSecrets(deps.sealing, row);
  return {
    gateway: kind.name,
    title: kind.title,
    isSandbox: kind.isSandbox,
    version: row?.version ?? 0,
    savedAt: row?.savedAt ?? null,
    isOn: row?.isOn ?? given !== undefined,
    isReady: deps.kept.isOffered(kind.name),
    notifyUrl: deps.notifyUrl(kind.name),
    fields: forStaff(kind).map(({ name, label, hint, isSecret, isFile, fallback }) => {
      const byStaff = (isSecret ? secret : row?.open)?.[name];
      const byProgram = (isSecret ? given?.secret : given?.open)?.[name];
      return {
        ...{ name, label, hint, isSecret, isFile, isNeeded: fallback === undefined },
        setBy: byStaff !== undefined ? 'staff' : byProgram !== undefined ? 'program' : null,
        value: isSecret ? null : (byStaff ?? byProgram ?? null),
      };
    }),
  };
}

async function save(
  deps: DeskDeps,
  by: StaffSession,
  asked: SetGateway,
): Promise<Result<ShownGateway, SetGatewayRefusal>> {
  const kind = deps.kinds.find(({ name }) => name === asked.gateway);
  if (kind === undefined) return refuse({ code: 'gateway_not_offered' });
  if (!(await deps.hasProved(by))) return refuse({ code: 'staff_proof_required' });
  const given = deps.given.find(({ gateway }) => gateway === kind.name);
  const outcome = await inTransaction(deps.database, async (tx) => {
    const before = await findGatewayRow(tx, kind.name);
    const version = before?.version ?? 0;
    if (version !== asked.expectedVersion)
      return refuse({ code: 'gateway_settings_changed', version } as const);
    const held = before === undefined ? {} : openSecrets(deps.sealing, before);
    const [open, secret] = [withoutEmpty(asked.open), withoutEmpty({ ...held, ...asked.secret })];
    const whole = { open: { ...given?.open, ...open }, secret: { ...given?.secret, ...secret } };
    const faults = faultsOf(kind, asked, whole);
    if (faults.length > 0) return refuse({ code: 'gateway_settings_invalid', faults } as const);
    const merchant =
      missingOf(kind, whole).length > 0 ? null : merchantOf(deps, { gateway: kind.name, ...whole });
    const known = deps.kept.now.get(kind.name)?.merchant ?? merchant;
    if (merchant !== known && (await readBehind(deps.database, (on) => hasOpenPayments(on, kind.name))))
      return refuse({ code: 'gateway_in_use' } as const);
    const savedAt = deps.clock.now();
    const secretSealed = sealSecrets(deps.sealing, kind.name, secret);
    const row = { gateway: kind.name, version: version + 1, isOn: asked.isOn, open, secretSealed, savedAt };
    if (!(await saveGatewayRow(tx, { ...row, savedBy: by.staffId })))
      return refuse({ code: 'gateway_settings_changed', version: version + 1 } as const);
    const subject = { kind: 'gateway', id: kind.name };
    const told = { before: tell(before, held), after: tell(row, secret, Object.keys(asked.secret)) };
    await record(tx, [actBy(by, savedAt, { what: 'gateway:set', subject, ...told })]);
    return ok(row);
  });
  if (!outcome.ok) return outcome;
  await deps.kept.read();
  return ok(show(deps, kind, outcome.value));
}

/** Whose account these settings are of. */
function merchantOf({ ground }: DeskDeps, settings: GatewaySettings): string | null {
  return makeGateways([settings], ground)[0]?.merchant ?? null;
}

/** For the trail: of secrets only which there are and which were written. */
function tell(
  row: Pick<GatewayRow, 'isOn' | 'open'> | undefined,
  secret: Readonly<Record<string, string>>,
  written: readonly string[] = [],
) {
  if (row === undefined) return null;
  return { isOn: row.isOn, ...row.open, secrets: Object.keys(secret).toSorted(), written: [...written] };
}

function withoutEmpty(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value.trim() === '' ? [] : [[name, value.trim()]])),
  );
}

const NO_FIELD = { zh: '没有这一项。', en: 'There is no such field.' };
const NOT_HERE = {
  zh: '这里是公开的内容，不能放私钥。',
  en: 'This is shown to others: a private key has no place here.',
};
const NEEDED = { zh: '开启前要填好这一项。', en: 'It has to be there before this is switched on.' };

function faultsOf(
  kind: GatewayKind,
  { isOn, open, secret }: SetGateway,
  whole: Pick<GatewaySettings, 'open' | 'secret'>,
): GatewayFault[] {
  const asked = [
    ...Object.entries(open).map(([name, value]) => ({ name, value, isSecret: false })),
    ...Object.entries(secret).map(([name, value]) => ({ name, value, isSecret: true })),
  ];
  const wrong = asked.flatMap(({ name, value, isSecret }) => {
    const field = forStaff(kind).find((known) => known.name === name && known.isSecret === isSecret);
    if (field === undefined) return [{ field: name, says: NO_FIELD }];
    // An open field is told to whoever may look.
    if (!isSecret && value.includes('PRIVATE KEY')) return [{ field: name, says: NOT_HERE }];
    const says = value.trim() === '' ? undefined : field.fault?.(value.trim());
    return says === undefined ? [] : [{ field: name, says }];
  });
  const missing = isOn ? missingOf(kind, whole).map((field) => ({ field, says: NEEDED })) : [];
  const faults = [...wrong, ...missing];
  const together =
    faults.length > 0 || missingOf(kind, whole).length > 0 ? undefined : faultTogether(kind, whole);
  return together === undefined ? faults : [{ field: kind.fields[0]!.name, says: together }];
}

/** What is wrong with values that are right each by itself. */
function faultTogether(
  kind: GatewayKind,
  { open, secret }: Pick<GatewaySettings, 'open' | 'secret'>,
): Words | undefined {
  const fallbacks = Object.fromEntries(kind.fields.map(({ name, fallback }) => [name, fallback ?? '']));
  return kind.fault?.({ ...fallbacks, ...open, ...secret });
}
