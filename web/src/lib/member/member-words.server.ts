import { m } from '#lib/words/m.ts';

type Refusal = {
  readonly code: 'member_not_found' | 'role_unknown' | 'role_beyond_own' | 'last_owner' | 'not_permitted';
};

/** Why a change of a member, or an invitation, was refused, and what to do. */
export function memberRefusal({ code }: Refusal): string {
  switch (code) {
    case 'member_not_found':
      return m.member_gone();
    case 'role_unknown':
      return m.member_role_unknown();
    // Their own rights were taken a moment ago.
    case 'not_permitted':
    case 'role_beyond_own':
      return m.member_beyond_own();
    case 'last_owner':
      return m.member_last_owner();
  }
}
