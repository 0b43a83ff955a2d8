import type { Clock } from '../../kernel/clock.ts';
import type { AttemptLimits } from '../../platform/budgets/limit-attempts.ts';
import type { Budgets } from '../../platform/budgets/keep-budgets.ts';
import type { Database } from '../../platform/database.ts';
import type { Hashing } from '../../platform/passwords/hashing.ts';
import type { PasswordKeys } from '../../platform/passwords/keep-password-key.ts';
import type { SlowDown } from '../../platform/passwords/slow-down.ts';
import type { Sealing } from '../../platform/sealing/index.ts';
import type { Challenges } from '../../platform/webauthn/challenges.ts';
import type { PasskeyPlace } from '../../platform/webauthn/passkey-place.ts';

export type StaffDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly sealing: Sealing;
  readonly budgets: Budgets;
  readonly limits: AttemptLimits;
  readonly hashing: Hashing;
  readonly slowDown: SlowDown;
  /** By which pages seal passwords. */
  readonly keys: PasswordKeys;
  readonly challenges: Challenges;
  readonly passkeyPlace: PasskeyPlace;
  readonly isDemo: boolean;
};
