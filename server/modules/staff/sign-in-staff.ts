import type { Result } from '../../kernel/result.ts';
import { openSession } from './keep-staff-sessions.ts';
import { holderOfBrowser } from './passkeys/check-staff-assertion.ts';
import type { NotHere, PasskeyRefusal } from './passkeys/staff-passkey.ts';
import { proveMember, type MemberSecrets } from './prove-member.ts';
import type { StaffDeps } from './staff.deps.ts';
import type { From, SignInRefusal, StaffSignedIn } from './staff.ts';

export type StaffSignIn = Omit<MemberSecrets, 'passkey'> & {
  /** What a passkey has signed, and the secret of the browser that asked. */
  readonly passkey?: { readonly response: unknown; readonly browser: string | undefined } | undefined;
};

/** Signs somebody of the staff in by account, password and a second factor; refuses as `proveMember`. */
export function signInStaff(
  deps: StaffDeps,
  { passkey, ...given }: StaffSignIn,
  from: From,
): Promise<Result<StaffSignedIn, SignInRefusal | NotHere | PasskeyRefusal>> {
  const answer = passkey && {
    purpose: 'sign-in' as const,
    holder: holderOfBrowser(passkey.browser),
    response: passkey.response,
  };
  return proveMember(deps, { ...given, passkey: answer }, from, (tx, member, by) =>
    openSession(deps, tx, member, from, { by, isProof: true }),
  );
}
