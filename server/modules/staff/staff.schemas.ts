import { Type, type Static } from 'typebox';
import type { Member, StaffSession } from './staff.ts';

export const Moment = Type.String({ format: 'date-time' });

/** Somebody who has signed in. */
export const StaffSchema = Type.Object({
  id: Type.String(),
  account: Type.String(),
  name: Type.String(),
  roles: Type.Array(Type.String()),
  permissions: Type.Array(Type.String()),
});

export const MemberSchema = Type.Object({
  id: Type.String(),
  account: Type.String(),
  name: Type.String(),
  roles: Type.Array(Type.String()),
  active: Type.Boolean(),
  createdAt: Moment,
});

export function presentSession(session: StaffSession): Static<typeof StaffSchema> {
  const { staffId: id, account, name, roles, permissions } = session;
  return { id, account, name, roles: [...roles], permissions: [...permissions] };
}

export function presentMember(member: Member): Static<typeof MemberSchema> {
  const { id, account, name, roles, isActive, createdAt } = member;
  return {
    ...{ id, account, name, roles: [...roles] },
    active: isActive,
    createdAt: createdAt.toISOString(),
  };
}
