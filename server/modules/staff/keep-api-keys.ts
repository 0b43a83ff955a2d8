import type { ApiKeyId } from '../../kernel/actor.ts';
import { newUuid } from '../../kernel/ids.ts';
import { isPermission, KEY_SCOPES, type Permission } from '../../kernel/permission.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { DAY_MS } from '../../platform/budgets/budget.ts';
import { placeOf } from '../../platform/client/place.ts';
import { inTransaction } from '../../platform/database.ts';
import { record, type NewAct } from '../audit/index.ts';
import { actBy } from './act-by.ts';
import { MAKERS_PERMISSION, MOST_KEYS, type ApiKey, type MadeApiKey, type NewApiKey } from './api-key.ts';
import {
  countKeys,
  deleteKey,
  findKey,
  insertKey,
  listKeys,
  noteKeyUsed,
  type RemovedKey,
  type StoredKey,
} from './api-keys.sql.ts';
import { describeFrom } from './keep-staff-sessions.ts';
import { lockMembers } from './members.sql.ts';
import { rightsNow, type NotPermitted } from './rights-now.ts';
import { mayGive, permissionsOf } from './role.ts';
import { hashOfApiKey, newApiKey } from './secret-tokens.ts';
import type { StaffDeps } from './staff.deps.ts';
import type { StaffSession } from './staff.ts';

/** That a key is used is written down so often. */
const USED_EVERY_MS = 60_000;

export type MakeKeyRefusal =
  | NotPermitted
  | { readonly code: 'permission_unknown' | 'scope_beyond_own' | 'too_many_keys' }
  | { readonly code: 'scope_not_for_keys'; readonly permission: Permission };

export type RevokeRefusal = NotPermitted | { readonly code: 'key_not_found' | 'key_beyond_own' };

export type ApiKeys = {
  /** Whose program that is and what it may do now; undefined where the key opens nothing. One round trip. */
  find(token: string, clientAddress: string): Promise<StaffSession | undefined>;
  list(): Promise<ApiKey[]>;
  make(by: StaffSession, wanted: NewApiKey): Promise<Result<MadeApiKey, MakeKeyRefusal>>;
  /** Takes a key back: one's own, or one whose maker has nothing that one may not give. */
  revoke(by: StaffSession, id: string): Promise<Result<null, RevokeRefusal>>;
};

export function keepApiKeys(deps: StaffDeps): ApiKeys {
  const { database, clock, isDemo } = deps;
  return {
    async find(token, clientAddress) {
      const hash = hashOfApiKey(token);
      if (hash === undefined) return undefined;
      const now = clock.now();
      const key = await findKey(database, hash, now);
      // Keys that visitors of a demo shop have made, once it is a real one.
      if (key === undefined || (!isDemo && key.makerAccount.startsWith('demo-'))) return undefined;
      const permits = permitsOf(key, now);
      if (permits.length === 0) return undefined;
      if (now.getTime() - (key.lastUsedAt?.getTime() ?? 0) > USED_EVERY_MS)
        await noteKeyUsed(database, key.id, now);
      return callerOf(key, permits, clientAddress);
    },
    list: async () => {
      const now = clock.now();
      return (await listKeys(database)).map((key) => viewKey(key, now));
    },
    make: (by, wanted) => makeKey(deps, by, wanted),
    revoke: (by, id) => revokeKey(deps, by, id),
  };
}

/** A program as the one who made its key, who may do no more than the key permits. */
function callerOf(key: StoredKey, permits: readonly Permission[], clientAddress: string): StaffSession {
  return {
    sessionId: key.id,
    keyId: key.id,
    staffId: key.makerId,
    account: key.makerAccount,
    name: key.makerName,
    roles: key.makerRoles,
    permissions: new Set(permits),
    from: describeFrom(`API · ${key.name} · …${key.hint}`, placeOf(clientAddress)),
  };
}

/** What a key opens now. Its maker must be let in, still be permitted to have keys, and may do each of these still. */
function permitsOf(key: StoredKey, now: Date): Permission[] {
  if (!key.isMakerActive || key.expiresAt <= now) return [];
  const makers = permissionsOf(key.makerRoles, new Map(Object.entries(key.ownRoles)));
  if (!makers.has(MAKERS_PERMISSION)) return [];
  return scopesOf(key).filter((scope) => makers.has(scope) && KEY_SCOPES.includes(scope));
}

/** Permissions that are gone from the program are none any more. */
const scopesOf = ({ scopes }: Pick<StoredKey, 'scopes'>): Permission[] => scopes.filter(isPermission);

function viewKey(key: StoredKey, now: Date): ApiKey {
  const { id, name, hint, createdAt, expiresAt, lastUsedAt } = key;
  return {
    ...{ id, name, hint, createdAt, expiresAt, lastUsedAt },
    scopes: scopesOf(key),
    permits: permitsOf(key, now),
    madeBy: { id: key.makerId, name: key.makerName },
  };
}

/** Makes a key for a program. Nobody gives more than they have, as it stands behind the lock of members. */
async function makeKey(
  { database, clock }: StaffDeps,
  by: StaffSession,
  { name, scopes, validDays }: NewApiKey,
): Promise<Result<MadeApiKey, MakeKeyRefusal>> {
  const wanted = [...new Set(scopes)];
  if (!wanted.every(isPermission)) return refuse({ code: 'permission_unknown' });
  const tooMuch = wanted.find((scope) => !KEY_SCOPES.includes(scope));
  if (tooMuch !== undefined) return refuse({ code: 'scope_not_for_keys', permission: tooMuch });
  return inTransaction(database, async (tx) => {
    await lockMembers(tx);
    const rights = await rightsNow(tx, by);
    if (!rights?.permissions.has(MAKERS_PERMISSION))
      return refuse({ code: 'not_permitted', permission: MAKERS_PERMISSION });
    if (!wanted.every((scope) => rights.permissions.has(scope))) return refuse({ code: 'scope_beyond_own' });
    if ((await countKeys(tx)) >= MOST_KEYS) return refuse({ code: 'too_many_keys' });
    const createdAt = clock.now();
    const id = newUuid(createdAt) as ApiKeyId;
    const expiresAt = new Date(createdAt.getTime() + validDays * DAY_MS);
    const { token, hash, hint } = newApiKey();
    const stored = { id, name, hint, createdAt, expiresAt };
    await insertKey(tx, { ...stored, scopes: wanted, tokenHash: hash, makerId: by.staffId });
    const after = { name, scopes: wanted, expiresAt: expiresAt.toISOString() };
    await record(tx, [actBy(by, createdAt, { what: 'api_key:make', subject: subjectOf(id), after })]);
    const madeBy = { id: by.staffId, name: by.name };
    return ok({ token, key: { ...stored, scopes: wanted, permits: wanted, madeBy, lastUsedAt: null } });
  });
}

async function revokeKey(
  { database, clock }: StaffDeps,
  by: StaffSession,
  id: string,
): Promise<Result<null, RevokeRefusal>> {
  return inTransaction(database, async (tx) => {
    await lockMembers(tx);
    const rights = await rightsNow(tx, by);
    if (!rights?.permissions.has(MAKERS_PERMISSION))
      return refuse({ code: 'not_permitted', permission: MAKERS_PERMISSION });
    const key = (await listKeys(tx)).find((one) => one.id === id);
    if (key === undefined) return refuse({ code: 'key_not_found' });
    // By what its maker may do, and not by what it permits: whoever may not put an owner out does not stop their programs either.
    if (key.makerId !== by.staffId && !mayGive(rights, key.makerRoles, rights.ownRoles))
      return refuse({ code: 'key_beyond_own' });
    await deleteKey(tx, id);
    await record(tx, [actOfRevoking(by, clock.now(), key)]);
    return ok(null);
  });
}

const subjectOf = (id: ApiKeyId) => ({ kind: 'api_key', id });

/** That a key opens nothing any more, and what it had opened. */
export function actOfRevoking(by: StaffSession, at: Date, { id, name, scopes }: RemovedKey): NewAct {
  const before = { name, scopes: [...scopes] };
  return actBy(by, at, { what: 'api_key:revoke', subject: subjectOf(id), before });
}
