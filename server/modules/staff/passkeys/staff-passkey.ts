import type { StoredStaffPasskey } from './staff-passkeys.sql.ts';

/** What somebody of the staff sees of a passkey of theirs. */
export type StaffPasskey = {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  /** Whether the device shares it with the member's other devices, so that losing one does not lose it. */
  readonly isSynced: boolean;
  /** When a use was refused because somebody may have a copy of it. */
  readonly copiedAt: Date | null;
};

export type NotHere = { readonly code: 'staff_passkeys_not_here' };
/** `staff_passkey_copied`: its counter did not grow, as it would not where two devices use copies of one passkey. */
export type PasskeyRefusal = {
  readonly code:
    'staff_challenge_expired' | 'staff_passkey_unknown' | 'staff_passkey_rejected' | 'staff_passkey_copied';
};
export type ProofRequired = { readonly code: 'staff_proof_required' };
export type TooManyStaffPasskeys = { readonly code: 'staff_too_many_passkeys'; readonly limit: number };
export type AddPasskeyRefusal =
  | NotHere
  | ProofRequired
  | TooManyStaffPasskeys
  | {
      readonly code:
        | 'staff_passkey_name_invalid'
        | 'staff_challenge_expired'
        | 'staff_passkey_rejected'
        | 'staff_passkey_exists';
    };

export function presentStaffPasskey(passkey: StoredStaffPasskey): StaffPasskey {
  const { id, name, createdAt, lastUsedAt, copiedAt, backedUp } = passkey;
  return { id, name, createdAt, lastUsedAt, copiedAt, isSynced: backedUp };
}
