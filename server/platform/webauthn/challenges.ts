import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../database.ts';
import { insertChallenge, takeChallenge, type ChallengePurpose } from './passkey-challenges.sql.ts';

const GOOD_FOR_MS = 5 * 60_000;

/** A browser gives up before its challenge does. */
export const CEREMONY_MS = GOOD_FOR_MS - 30_000;

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();

export type Challenges = {
  /** A challenge for this purpose that only the holder of `holder` (a session's id, a browser's secret) may answer. */
  issue(purpose: ChallengePurpose, holder: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Whether this was one, not used before and not too old. It is used up by asking. */
  take(purpose: ChallengePurpose, holder: string, challenge: string): Promise<boolean>;
};

/**
 * Challenges are kept here and used once, so that an answer which was overheard or sent twice is worth nothing. They are
 * 256 random bits, so their plain hash cannot be turned back.
 */
export function makeChallenges({ database, clock }: { database: Database; clock: Clock }): Challenges {
  const stored = (purpose: ChallengePurpose, holder: string, challenge: string) => ({
    challengeHash: hash(challenge),
    purpose,
    boundTo: hash(`${purpose}\0${holder}`),
  });
  return {
    async issue(purpose, holder) {
      const challenge = new Uint8Array(randomBytes(32));
      const text = Buffer.from(challenge).toString('base64url');
      const expiresAt = new Date(clock.now().getTime() + GOOD_FOR_MS);
      await insertChallenge(database, { ...stored(purpose, holder, text), expiresAt });
      return challenge;
    },
    take: (purpose, holder, challenge) =>
      takeChallenge(database, stored(purpose, holder, challenge), clock.now()),
  };
}
