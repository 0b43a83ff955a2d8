import type { CustomerId } from '../../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { Overloaded } from '../../../platform/batcher.ts';
import { TooManyOfOne } from '../../../platform/http/gate/fair-queue.ts';
import type { Sealing } from '../../../platform/sealing/index.ts';
import { DAY_MS, type Budget } from '../../../platform/budgets/budget.ts';
import type { Budgets } from '../../../platform/budgets/keep-budgets.ts';
import { hashSecret } from '../../../platform/passwords/hash-password.ts';
import type { Hashing } from '../../../platform/passwords/hashing.ts';
import { CHANGES_A_DAY, type TooManyChanges } from './passwords.ts';
import { pepper } from './sign-in-by-password.ts';

export type HashNewDeps = {
  readonly sealing: Sealing;
  readonly budgets: Budgets;
  readonly hashing: Hashing;
};
type Refusal = TooManyChanges | { readonly code: 'overloaded' };

/** After which a change that is under way is over. */
const A_MOMENT = 1;

/** Why a new password would not be hashed now, as far as this process knows; asks nobody. */
export function waitToChange(
  { sealing, budgets, hashing }: HashNewDeps,
  customerId: CustomerId,
): Refusal | undefined {
  const known = budgets.remembered([changesOf(sealing, customerId)]);
  if (known !== undefined) return tooMany(known.seconds);
  const full = hashing.isSettingFullFor(customerId);
  if (full === undefined) return undefined;
  return full === 'key' ? tooMany(A_MOMENT) : { code: 'overloaded' };
}

/** Takes one of the day's changes for it; a change that finds no place to be hashed at is none. */
export async function hashNewPassword(
  { sealing, budgets, hashing }: HashNewDeps,
  customerId: CustomerId,
  password: string,
): Promise<Result<string, Refusal>> {
  const changes = [changesOf(sealing, customerId)];
  const verdict = await budgets.spend(changes);
  if (verdict.do === 'wait') return refuse(tooMany(verdict.seconds));
  try {
    return ok(await hashing.set(customerId, () => hashSecret(pepper(sealing, customerId, password))));
  } catch (error) {
    await budgets.giveBack(changes);
    if (error instanceof TooManyOfOne) return refuse(tooMany(A_MOMENT));
    if (error instanceof Overloaded) return refuse({ code: 'overloaded' });
    throw error;
  }
}

function tooMany(retryAfterSeconds: number): TooManyChanges {
  return { code: 'too_many_changes', retryAfterSeconds };
}

function changesOf(sealing: Sealing, customerId: CustomerId): Budget {
  return {
    of: 'caller',
    subject: sealing.lookUpHash('budget-password-changes', customerId),
    windowMs: DAY_MS,
    free: CHANGES_A_DAY,
    most: CHANGES_A_DAY,
  };
}
