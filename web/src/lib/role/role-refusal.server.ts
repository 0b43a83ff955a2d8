import { m } from '#lib/words/m.ts';
import type { Staff } from '#server/modules/staff/index.ts';

type RefusalOf<Asked extends (...args: never[]) => Promise<{ ok: boolean }>> = Extract<
  Awaited<ReturnType<Asked>>,
  { ok: false }
>['error'];
type Refusal = RefusalOf<Staff['changeRole']> | RefusalOf<Staff['removeRole']>;

/** Why a change of a role was refused, and what to do. */
export function roleRefusal(refusal: Refusal): string {
  switch (refusal.code) {
    case 'role_in_use':
      return m.role_in_use({ count: refusal.count });
    case 'role_not_found':
      return m.role_gone();
    case 'role_name_invalid':
      return m.role_name_invalid();
    case 'role_ready_made':
      return m.role_name_taken();
    case 'permission_unknown':
      return m.role_permissions_missing();
    // Their own rights were taken a moment ago.
    case 'not_permitted':
    case 'role_beyond_own':
      return m.role_beyond_own();
  }
}
