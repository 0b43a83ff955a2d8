import type { Result } from '../../kernel/result.ts';
import { DAY_MS } from '../../platform/budgets/budget.ts';
import { keepBudgets } from '../../platform/budgets/keep-budgets.ts';
import { makeAttemptLimits } from '../../platform/budgets/limit-attempts.ts';
import { everyTime } from '../../platform/jobs.ts';
import { defineModule, type Ground } from '../../platform/module.ts';
import { makeHashing } from '../../platform/passwords/hashing.ts';
import { keepPasswordKeys } from '../../platform/passwords/keep-password-key.ts';
import { slowDown } from '../../platform/passwords/slow-down.ts';
import { makeChallenges } from '../../platform/webauthn/challenges.ts';
import { passkeyPlaceOf } from '../../platform/webauthn/passkey-place.ts';
import {
  changeMember,
  changeRole,
  removeRole,
  type ChangeRefusal,
  type MemberChange,
  type RemoveRoleRefusal,
  type RoleRefusal,
} from './change-members.ts';
import {
  acceptInvitation,
  invite,
  inviteFirstOwner,
  openInvitation,
  type Acceptance,
  type Accepted,
  type AcceptRefusal,
  type InvitationGone,
  type InviteRefusal,
  type NewInvitation,
  type OpenedInvitation,
} from './invite-members.ts';
import { renewInvitation, takeBack } from './change-invitations.ts';
import { deleteOldKeys } from './api-keys.sql.ts';
import { keepApiKeys, type ApiKeys } from './keep-api-keys.ts';
import { listInvitations } from './invitations.sql.ts';
import { listMembers, listOwnRoles } from './members.sql.ts';
import { listRoles, type ReadyMadeRole, type Role } from './role.ts';
import { keepStaffSessions, lifeAt, type StaffSessions } from './keep-staff-sessions.ts';
import { isDemoAccount, openDemoSession } from './open-demo-session.ts';
import { keepOwnAccount, type OwnAccount } from './own-account/keep-own-account.ts';
import { keepStaffPasskeys, type StaffPasskeys } from './passkeys/keep-staff-passkeys.ts';
import { ownAccountProblems } from './own-account/own-account.problems.ts';
import { isProved } from './own-account/prove-session.ts';
import { isApiKey } from './secret-tokens.ts';
import { signInStaff, type StaffSignIn } from './sign-in-staff.ts';
import type { StaffDeps } from './staff.deps.ts';
import { staffRoutes } from './staff.http.ts';
import { staffProblems } from './staff.problems.ts';
import { deleteExpired } from './staff-sessions.sql.ts';
import type { From, Member, StaffSession, StaffSignedIn, TooManyTries } from './staff.ts';
import { staffTables } from './tables.ts';

/** What may be asked about the people of the shop. */
export type Staff = {
  readonly sessions: StaffSessions;
  readonly keys: ApiKeys;
  /** Whose request that is: of somebody who has signed in, or of a program whose key came in the header. */
  findCaller(
    credential: { readonly token: string; readonly by: 'header' | 'cookie' },
    clientAddress: string,
  ): Promise<StaffSession | undefined>;
  signIn(given: StaffSignIn, from: From): ReturnType<typeof signInStaff>;
  /**
   * Whether this session's member has proved within ten minutes who is there, for acts that move money elsewhere. A key never has; a
   * visitor of a demo shop need not.
   */
  hasProved(session: StaffSession): Promise<boolean>;
  readonly passkeys: StaffPasskeys;
  readonly own: OwnAccount;
  invite(by: StaffSession, roles: readonly string[]): Promise<Result<NewInvitation, InviteRefusal>>;
  /** For the first owner of a shop; undefined where it has one. What was sent out before is worth nothing any more. */
  inviteFirstOwner(): Promise<NewInvitation | undefined>;
  openInvitation(
    token: string,
    account: string,
    known?: string,
  ): Promise<Result<OpenedInvitation, InvitationGone>>;
  acceptInvitation(given: Acceptance, from: From): Promise<Result<Accepted, AcceptRefusal>>;
  members(): Promise<readonly Member[]>;
  changeMember(by: StaffSession, id: string, change: MemberChange): Promise<Result<Member, ChangeRefusal>>;
  roles(): Promise<readonly Role[]>;
  changeRole(
    by: StaffSession,
    name: string,
    permissions: readonly string[],
  ): Promise<Result<Pick<Role, 'name' | 'permissions'>, RoleRefusal>>;
  /** Removes a role of the shop's own that nobody has. */
  removeRole(by: StaffSession, name: string): Promise<Result<null, RemoveRoleRefusal>>;
  /** Lets a visitor of a demo shop look into the back office as somebody of this role. Never in any other shop. */
  openDemoSession(role: ReadyMadeRole, from: From): Promise<Result<StaffSignedIn, TooManyTries>>;
  /** Those that can still be accepted. */
  invitations(): ReturnType<typeof listInvitations>;
  /** Takes one back; false where there is none such any more. */
  takeBack(by: StaffSession, invitationId: string): ReturnType<typeof takeBack>;
  /** Another to the same roles in its place: its link is told this once. */
  renewInvitation(by: StaffSession, invitationId: string): ReturnType<typeof renewInvitation>;
};

export const staffModule = defineModule({
  name: 'staff',
  problems: [staffProblems, ownAccountProblems],
  tables: staffTables,
  make(house: Ground) {
    const staff = makeStaff(house);
    return {
      api: staff,
      routes: (app) => staffRoutes(app, staff, house.cookies),
      jobs: { 'remove-staff-sessions': () => removeExpired(house) },
      crontab: [everyTime('43 3 * * *', 'remove-staff-sessions')],
    };
  },
});

function makeStaff(house: Ground): Staff {
  const budgets = keepBudgets(house);
  const deps: StaffDeps = {
    ...house,
    budgets,
    limits: makeAttemptLimits({ ...house, budgets }),
    hashing: makeHashing(),
    slowDown: slowDown(house),
    keys: keepPasswordKeys(house),
    challenges: makeChallenges(house),
    passkeyPlace: passkeyPlaceOf(house.publicUrl),
  };
  const sessions = keepStaffSessions(deps);
  const keys = keepApiKeys(deps);
  return {
    ...{ sessions, keys },
    async findCaller({ token, by }, clientAddress) {
      if (!isApiKey(token)) return sessions.find(token);
      // A browser sends its cookie from foreign pages too: a key is no cookie.
      return by === 'header' ? keys.find(token, clientAddress) : undefined;
    },
    hasProved: async (session) => (deps.isDemo && isDemoAccount(session.account)) || isProved(deps, session),
    passkeys: keepStaffPasskeys(deps),
    own: keepOwnAccount(deps),
    signIn: (given, from) => signInStaff(deps, given, from),
    invite: (by, roles) => invite(deps, by, roles),
    inviteFirstOwner: () => inviteFirstOwner(deps),
    openInvitation: (...asked) => openInvitation(deps, ...asked),
    acceptInvitation: (given, from) => acceptInvitation(deps, given, from),
    members: () => listMembers(house.database),
    changeMember: (by, id, change) => changeMember(deps, by, id, change),
    roles: async () => listRoles(await listOwnRoles(house.database)),
    changeRole: (by, name, permissions) => changeRole(deps, by, name, permissions),
    removeRole: (by, name) => removeRole(deps, by, name),
    openDemoSession: (role, from) => openDemoSession(deps, role, from),
    invitations: () => listInvitations(house.database, house.clock.now()),
    takeBack: (by, invitationId) => takeBack(deps, by, invitationId),
    renewInvitation: (by, invitationId) => renewInvitation(deps, by, invitationId),
  };
}

/** A key that has run out is shown for so long. */
const KEY_SHOWN_MS = 30 * DAY_MS;

async function removeExpired({ database, clock }: Ground): Promise<void> {
  const now = clock.now();
  await deleteExpired(database, lifeAt(now));
  await deleteOldKeys(database, new Date(now.getTime() - KEY_SHOWN_MS));
}
