import type { StaffId } from '../../kernel/actor.ts';
import { newUuid } from '../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inTransaction } from '../../platform/database.ts';
import { actOfJoining } from './act-by.ts';
import { openSession } from './keep-staff-sessions.ts';
import { findByAccount, insertMember, lockMembers, saveMember } from './members.sql.ts';
import type { ReadyMadeRole } from './role.ts';
import type { StaffDeps } from './staff.deps.ts';
import type { From, StaffSession, StaffSignedIn, TooManyTries } from './staff.ts';

/** Visits of a demo shop's back office, an hour. */
const DEMO_VISITS = { perAddress: 120, perDevice: 120 };

/** Names under which visitors of a demo shop act. */
const DEMO_NAMES: Readonly<Record<ReadyMadeRole, string>> = {
  owner: '店主阿远',
  manager: '店长小周',
  warehouse: '仓库老陈',
  service: '客服小林',
  finance: '财务晓雯',
  marketing: '运营小鹿',
  viewer: '实习生小白',
};

const DEMO_PREFIX = 'demo-';

/** Of a demo shop: whether visitors come in by this account without being asked anything. */
export const isDemoAccount = (account: string): boolean => account.startsWith(DEMO_PREFIX);

/** Lets a visitor of a demo shop in as somebody of this role, without asking anything. */
export async function openDemoSession(
  deps: StaffDeps,
  role: ReadyMadeRole,
  from: From,
): Promise<Result<StaffSignedIn, TooManyTries>> {
  if (!deps.isDemo) throw new Error('only a demo shop lets anybody in as its staff');
  const seconds = await deps.limits.takeFrom('staff-demo', from, DEMO_VISITS);
  if (seconds > 0) return refuse({ code: 'staff_too_many_tries', retryAfterSeconds: seconds });
  const account = `${DEMO_PREFIX}${role}`;
  const createdAt = deps.clock.now();
  const member = { account, name: DEMO_NAMES[role], roles: [role], createdAt };
  return inTransaction(deps.database, async (tx) => {
    await lockMembers(tx);
    const isNew = await insertMember(tx, { ...member, id: newUuid(createdAt) as StaffId });
    const { id } = (await findByAccount(tx, account))!;
    // Whatever a visitor before has changed.
    await saveMember(tx, { id, roles: [role], isActive: true });
    const also = (session: StaffSession) => (isNew ? [actOfJoining(session, member)] : []);
    return ok((await openSession(deps, tx, { ...member, id }, from, { by: 'demo', also }))!);
  });
}
