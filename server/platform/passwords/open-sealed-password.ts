import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { Database } from '../database.ts';
import type { Sealing } from '../sealing/index.ts';
import { useOnce } from '../budgets/counters.sql.ts';
import type { PasswordKeys } from './keep-password-key.ts';
import type { GivenPassword, SealedPasswordInvalid } from './password.ts';
import { GOOD_FOR_MS, readSealedPassword } from './read-sealed-password.ts';

export type OpenPasswordDeps = {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly keys: PasswordKeys;
};

/** The password as it was typed. Whoever records a sealed one on its way can send it once more in vain: its tag is noted. */
export async function openGivenPassword(
  { database, sealing, keys }: OpenPasswordDeps,
  given: GivenPassword,
  now: Date,
): Promise<Result<string, SealedPasswordInvalid>> {
  if ('password' in given) return ok(given.password);
  const findKey = async (keyId: string) => (await keys.find(keyId, now))?.privateKey;
  const read = await readSealedPassword(findKey, given.sealedPassword, now);
  if (read === undefined) return refuse({ code: 'sealed_password_invalid' });
  const subject = sealing.lookUpHash('sealed-password', Buffer.from(read.tag).toString('hex'));
  const until = new Date(now.getTime() + 3 * GOOD_FOR_MS);
  const isFirst = await useOnce(database, subject, { now, until });
  return isFirst ? ok(read.password) : refuse({ code: 'sealed_password_invalid' });
}
