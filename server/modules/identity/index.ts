import type { Clock } from '../../kernel/clock.ts';
import type { ShopCookies } from '../../kernel/cookies.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import type { Result } from '../../kernel/result.ts';
import type { Database } from '../../platform/database.ts';
import type { DataKey, Sealing } from '../../platform/sealing/index.ts';
import { phoneBinding } from './bindings.ts';
import { keepBudgets } from './budgets/keep-budgets.ts';
import { makePuzzles } from './budgets/puzzles.ts';
import { codeBudgets } from './code-budgets.ts';
import { findSealedPhone, listDataKeys } from './customers.sql.ts';
import type { DeviceNotice } from './devices/tell-new-device.ts';
import type {
  CodePurpose,
  CodeSent,
  Receiver,
  Region,
  RequestCode,
  RequestCodeRefusal,
  SignedIn,
  SignIn,
  SignInRefusal,
} from './identity.ts';
import { keepAddresses, type Addresses } from './keep-addresses.ts';
import { keepSessions, type Sessions } from './keep-sessions.ts';
import { makeAttemptLimits } from './limit-attempts.ts';
import { keepPasswords, type PasswordNotice, type Passwords } from './passwords/keep-passwords.ts';
import { changePhones, type PhoneChanges } from './phone-change/change-phone.ts';
import type { PhoneNotice } from './phone-change/phone-change.ts';
import { REGIONS_AS_OF } from './regions/corrections.ts';
import { isListOld } from './regions/list-age.ts';
import { loadRegions } from './regions/load-regions.ts';
import type { PasskeyNotice, Passkeys } from './passkeys/passkey.ts';
import { keepPasskeys } from './passkeys/keep-passkeys.ts';
import { proveSessions, type Proofs } from './prove-session.ts';
import { removeExpired, type Removed } from './remove-expired.ts';
import { requestCode } from './request-code.ts';
import { SessionCache } from './session-cache.ts';
import { tellEnded } from './sessions.sql.ts';
import { signIn } from './sign-in.ts';
import { snapshotAddresses, type AddressSnapshot } from './snapshot-addresses.ts';
import { makeThirdPartyLogins, type ThirdPartySettings } from './third-party/make-third-party.ts';
import type { ThirdPartyLogins } from './third-party/third-party.ts';

export * from './identity.ts';
export type { Puzzle } from './budgets/puzzles.ts';
export type * from './passwords/passwords.ts';
export type { PasswordNotice } from './passwords/keep-passwords.ts';
export type * from './phone-change/phone-change.ts';
export { identityRoutes } from './identity.http.ts';
export { identityProblems } from './identity.problems.ts';
export type * from './passkeys/passkey.ts';
export { describeAct, type ProtectedAct } from './proofs/protected-acts.ts';
export * from './third-party/index.ts';
export { identityTables } from './personal-tables.ts';
export { identitySealedColumns } from './sealed-columns.ts';
export { makeNoticeBudget, type NoticeBudget } from './notices/notice-budget.ts';
export { makeSecurityLog } from './security-log/security-log.ts';
export { withSecurityLog } from './security-log/with-security-log.ts';

export type IdentityDeps = {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly clock: Clock;
  /** Sends a code, or rejects where it could not be sent: the customer may then ask again at once. */
  sendCode(phone: string, code: string, language: Language, purpose: CodePurpose): Promise<void>;
  /** Tells a customer by SMS of a change to the account. Does not reject: what it tells of is done by then. */
  sendNotice(
    to: Receiver,
    notice: PasskeyNotice | PasswordNotice | DeviceNotice | PhoneNotice,
    language: Language,
    params?: Readonly<Record<string, string>>,
  ): Promise<void>;
  /** Where the shop is reached from outside: passkeys belong to its host. */
  readonly publicUrl: string;
  /** What is kept in browsers. */
  readonly cookies: ShopCookies;
  /** Whose accounts people can sign in by; nobody's where it is left out. */
  readonly thirdParty?: ThirdPartySettings;
};

/** Who the customers are, how they get in, and where their parcels go. */
export type Identity = Addresses &
  Sessions &
  Proofs &
  Passkeys &
  ThirdPartyLogins &
  Passwords &
  PhoneChanges & {
    readonly cookies: ShopCookies;
    requestCode(request: RequestCode): Promise<Result<CodeSent, RequestCodeRefusal>>;
    signIn(request: SignIn): Promise<Result<SignedIn, SignInRefusal>>;
    /** The official divisions, in three levels. */
    regions(): readonly Region[];
    /** Province, city and district of a district's code; empty where there is no such district. */
    /** The day up to which changes of the districts were looked for, `2026-10-06`. */
    readonly regionsAsOf: string;
    /** Whether that day is more than a year ago. */
    isRegionListOld(): boolean;
    /** The names of province, city and district today for a code that an order carries; the street tells where a district was divided. */
    regionOf(regionCode: string, street: string): readonly string[];
    /**
     * Addresses of many customers in the order asked for, each with the key to seal a copy of it; undefined where the
     * customer has no such address. One statement for all.
     */
    addressSnapshots(
      wanted: readonly { readonly customerId: CustomerId; readonly addressId: string }[],
    ): Promise<readonly (AddressSnapshot | undefined)[]>;
    /** The data keys of many customers, in one query; a customer who was erased has none. */
    dataKeys(customerIds: readonly CustomerId[]): Promise<ReadonlyMap<CustomerId, DataKey>>;
    /** Throws where the customer has none. */
    dataKey(customerId: CustomerId): Promise<DataKey>;
    /** The phone to write to; undefined where there is no such customer. Personal, never to be logged. */
    findPhone(customerId: CustomerId): Promise<string | undefined>;
    /** Deletes expired codes, sessions and counters, old devices and security records. For a job that runs every now and then. */
    removeExpired(now: Date): Promise<Removed>;
  };

export function makeIdentity(deps: IdentityDeps): Identity {
  const { database, sealing, clock } = deps;
  const budgets = keepBudgets({ database, clock });
  const limits = makeAttemptLimits({ sealing, budgets });
  const regions = loadRegions;
  const cache = new SessionCache(undefined, (ended) => {
    // Nobody waits for it: other processes that do not hear of it ask again within ten seconds.
    tellEnded(database, ended).catch(() => undefined);
  });
  const codes = {
    database,
    sealing,
    clock,
    cache,
    limits,
    budgets,
    codeBudgets: codeBudgets(sealing),
    puzzles: makePuzzles({ database, sealing, clock }),
    sendCode: (...message: Parameters<IdentityDeps['sendCode']>) => deps.sendCode(...message),
    sendNotice: (...notice: Parameters<IdentityDeps['sendNotice']>) => deps.sendNotice(...notice),
  };
  const proofs = proveSessions(codes);
  const sessions = keepSessions({ database, sealing, clock, cache, isProved: proofs.isProved });
  const { dataKeys, dataKey } = readDataKeys(database, sealing);
  const enter = (request: SignIn) => signIn(codes, request);
  const thirdParty = makeThirdPartyLogins(
    {
      ...codes,
      dataKey,
      isProved: proofs.isProved,
      signIn: enter,
      endSession: (token) => sessions.endByToken(token),
    },
    deps.thirdParty ?? { providers: [], publicUrl: '', warn: () => undefined },
  );

  return {
    ...sessions,
    ...keepAddresses({ database, sealing, clock, regions, dataKey }),
    cookies: deps.cookies,
    ...keepPasskeys({ ...codes, dataKey, publicUrl: deps.publicUrl }),
    ...proofs,
    ...thirdParty,
    ...keepPasswords({ ...codes, sessions, proofs }),
    ...changePhones(codes),
    requestCode: (request) => requestCode(codes, request),
    signIn: enter,
    regions: () => regions().tree,
    regionsAsOf: REGIONS_AS_OF,
    isRegionListOld: () => isListOld(clock.now()),
    regionOf: (regionCode, street) => regions().namesOf(regionCode, street) ?? [],
    addressSnapshots: (wanted) => snapshotAddresses({ database, sealing, regions }, wanted),
    dataKeys,
    dataKey,
    async findPhone(customerId) {
      const found = await findSealedPhone(database, customerId);
      const key = found && (await sealing.openDataKeys(found.dataKeys)).get(customerId);
      return key && sealing.open(key, phoneBinding(customerId), found.phoneSealed);
    },
    removeExpired: (now) => removeExpired(database, now),
  };
}

function readDataKeys(database: Database, sealing: Sealing): Pick<Identity, 'dataKeys' | 'dataKey'> {
  async function dataKeys(customerIds: readonly CustomerId[]): Promise<ReadonlyMap<CustomerId, DataKey>> {
    const opened = await sealing.openDataKeys(await listDataKeys(database, customerIds));
    return opened as Map<CustomerId, DataKey>;
  }
  return {
    dataKeys,
    async dataKey(customerId) {
      const key = (await dataKeys([customerId])).get(customerId);
      if (key === undefined) throw new Error('a customer has no data key');
      return key;
    },
  };
}
