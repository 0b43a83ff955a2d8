import { YOUNG_PASSKEY_MS } from '../proofs/protected-acts.ts';
import type { StoredPasskey } from './passkeys.sql.ts';

/**
 * Since when a passkey proves who is there: at once where it was added after a code, a day later where another passkey was
 * all that came before it. Until then it only signs in.
 */
export function provesFrom({ createdAt, addedAfterCode }: StoredPasskey): Date {
  return addedAfterCode ? createdAt : new Date(createdAt.getTime() + YOUNG_PASSKEY_MS);
}
