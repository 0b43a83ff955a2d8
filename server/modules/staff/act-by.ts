import type { Actor } from '../../kernel/actor.ts';
import type { NewAct } from '../audit/index.ts';
import type { Member, StaffSession } from './staff.ts';

type Did = Pick<NewAct, 'what' | 'subject'> & Partial<Pick<NewAct, 'before' | 'after' | 'reason' | 'part'>>;

type Who = Pick<StaffSession, 'staffId' | 'keyId'>;

/** Somebody of the staff as who did something, with the key where a program did it for them. */
export function staffActor({ staffId, keyId }: Who): Extract<Actor, { by: 'staff' }> {
  return { by: 'staff', staffId, ...(keyId !== undefined && { keyId }) };
}

/** What one of the staff has done, for the audit trail. */
export function actBy(by: Who & Pick<StaffSession, 'from'>, at: Date, did: Did): NewAct {
  return { before: null, after: null, reason: null, ...did, from: by.from, actor: staffActor(by), at };
}

/** That somebody is one of the staff now, and under which account: the trail alone tells who an id is. */
export function actOfJoining(
  session: StaffSession,
  { account, roles, createdAt }: Pick<Member, 'account' | 'roles' | 'createdAt'>,
  more: Readonly<Record<string, string>> = {},
): NewAct {
  const subject = { kind: 'staff_member', id: session.staffId };
  return actBy(session, createdAt, {
    what: 'member:join',
    subject,
    after: { account, roles: [...roles], ...more },
  });
}
