import type { Database } from '../database.ts';

export type ChallengePurpose = 'add' | 'sign-in' | 'proof';

export type StoredChallenge = {
  challengeHash: Buffer;
  purpose: ChallengePurpose;
  boundTo: Buffer;
};

export async function insertChallenge(
  database: Database,
  challenge: StoredChallenge & { expiresAt: Date },
): Promise<void> {
  await database.query({
    name: 'identity-insert-challenge',
    text: `insert into passkey_challenges (challenge_hash, purpose, bound_to, expires_at) values ($1, $2, $3, $4)`,
    values: [challenge.challengeHash, challenge.purpose, challenge.boundTo, challenge.expiresAt],
  });
}

/** Uses a challenge up: of several answers to the same one, also at once, one gets it. Answers whether it was live. */
export async function takeChallenge(
  database: Database,
  { challengeHash, purpose, boundTo }: StoredChallenge,
  now: Date,
): Promise<boolean> {
  const { rows } = await database.query<{ isLive: boolean }>({
    name: 'identity-take-challenge',
    text: `delete from passkey_challenges where challenge_hash = $1 and purpose = $2 and bound_to = $3
      returning expires_at > $4 as "isLive"`,
    values: [challengeHash, purpose, boundTo, now],
  });
  return rows[0]?.isLive ?? false;
}

/** At most `limit` of those that nobody can answer any more; answers how many are gone. */
export async function deleteExpiredChallenges(database: Database, now: Date, limit: number): Promise<number> {
  const { rowCount } = await database.query(
    `delete from passkey_challenges where challenge_hash in (
       select challenge_hash from passkey_challenges where expires_at <= $1 limit $2)`,
    [now, limit],
  );
  return rowCount ?? 0;
}
