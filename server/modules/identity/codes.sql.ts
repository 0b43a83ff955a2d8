import type { Database } from '../../platform/database.ts';

export type NewCode = {
  phoneHash: Buffer;
  codeHash: Buffer;
  now: Date;
  expiresAt: Date;
  tries: number;
  /** Nothing is sent where the last code went out after this. */
  notSince: Date;
  /** When a day that begins now ends, and how many codes may go out in it. */
  dayEndsAt: Date;
  perDay: number;
};

/**
 * Puts a code in the place of the phone's earlier one, unless it is too early or too many went out in the day. One
 * statement: of requests at the same time, one is let through. Answers whether it was.
 */
export async function replaceCode(database: Database, code: NewCode): Promise<boolean> {
  const { rowCount } = await database.query({
    name: 'identity-replace-code',
    text: `insert into sign_in_codes as c (phone_hash, code_hash, sent_at, expires_at, tries_left, sent_in_day, day_ends_at)
      values ($1, $2, $3::timestamptz, $4, $5, 1, $6)
      on conflict (phone_hash) do update set
        code_hash = excluded.code_hash,
        sent_at = excluded.sent_at,
        expires_at = excluded.expires_at,
        tries_left = excluded.tries_left,
        sent_in_day = case when c.day_ends_at <= $3 then 1 else c.sent_in_day + 1 end,
        day_ends_at = case when c.day_ends_at <= $3 then excluded.day_ends_at else c.day_ends_at end
      where c.sent_at <= $7 and (c.day_ends_at <= $3 or c.sent_in_day < $8)`,
    values: [
      code.phoneHash,
      code.codeHash,
      code.now,
      code.expiresAt,
      code.tries,
      code.dayEndsAt,
      code.notSince,
      code.perDay,
    ],
  });
  return rowCount === 1;
}

/** When codes went out to a phone: for telling how long to wait. */
export async function findSending(
  database: Database,
  phoneHash: Buffer,
): Promise<{ sentAt: Date; sentInDay: number; dayEndsAt: Date } | undefined> {
  const { rows } = await database.query<{ sentAt: Date; sentInDay: number; dayEndsAt: Date }>({
    name: 'identity-find-sending',
    text: `select sent_at as "sentAt", sent_in_day as "sentInDay", day_ends_at as "dayEndsAt"
      from sign_in_codes where phone_hash = $1`,
    values: [phoneHash],
  });
  return rows[0];
}

/** Takes back a code that could not be sent: it is worth nothing, and the next may be asked for at once. */
export async function withdrawCode(
  database: Database,
  code: { phoneHash: Buffer; codeHash: Buffer; now: Date; sentAt: Date },
): Promise<void> {
  await database.query(
    'update sign_in_codes set expires_at = $3, sent_at = $4, tries_left = 0 where phone_hash = $1 and code_hash = $2',
    [code.phoneHash, code.codeHash, code.now, code.sentAt],
  );
}

/**
 * Takes one try at the phone's live code. The right code is used up by it, so of several sign-ins with the same code one
 * gets in, and however many come at once, no more than its tries are answered. Undefined where no code is live.
 */
export async function takeTry(
  database: Database,
  attempt: { phoneHash: Buffer; codeHash: Buffer; now: Date },
): Promise<{ correct: boolean; triesLeft: number } | undefined> {
  const { rows } = await database.query<{ correct: boolean; triesLeft: number }>({
    name: 'identity-take-try',
    text: `update sign_in_codes
      set tries_left = case when code_hash = $2 then 0 else tries_left - 1 end
      where phone_hash = $1 and expires_at > $3 and tries_left > 0
      returning code_hash = $2 as correct, tries_left as "triesLeft"`,
    values: [attempt.phoneHash, attempt.codeHash, attempt.now],
  });
  return rows[0];
}

/** Counts an attempt, unless `limit` was reached within the subject's window. Answers whether it was counted. */
export async function countAttempt(
  database: Database,
  attempt: { subject: Buffer; now: Date; windowEndsAt: Date; limit: number },
): Promise<boolean> {
  const { rowCount } = await database.query({
    name: 'identity-count-attempt',
    text: `insert into attempt_counters as c (subject, count, expires_at) values ($1, 1, $3)
      on conflict (subject) do update set
        count = case when c.expires_at <= $2 then 1 else c.count + 1 end,
        expires_at = case when c.expires_at <= $2 then excluded.expires_at else c.expires_at end
      where c.expires_at <= $2 or c.count < $4`,
    values: [attempt.subject, attempt.now, attempt.windowEndsAt, attempt.limit],
  });
  return rowCount === 1;
}

/** How many attempts of a subject were counted, and when its window ends. */
export async function findAttempts(
  database: Database,
  subject: Buffer,
): Promise<{ count: number; expiresAt: Date } | undefined> {
  const { rows } = await database.query<{ count: number; expiresAt: Date }>({
    name: 'identity-find-attempts',
    text: 'select count, expires_at as "expiresAt" from attempt_counters where subject = $1',
    values: [subject],
  });
  return rows[0];
}
