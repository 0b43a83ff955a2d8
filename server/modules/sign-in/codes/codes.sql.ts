import type { Database, Queryable } from '../../../platform/database.ts';

export type NewCode = {
  phoneHash: Buffer;
  askerHash: Buffer;
  /** Of who kept no mark: from there it can be tried without one. */
  networkHash: Buffer | undefined;
  codeHash: Buffer;
  isKnown: boolean;
  tries: number;
  expiresAt: Date;
};

/** Puts a code in the place of the same asker's earlier one. Those of others stay as they are. */
export async function saveCode(database: Database, code: NewCode): Promise<void> {
  await database.query({
    name: 'sign-in-save-code',
    text: `insert into sign_in_codes
        (phone_hash, asker_hash, network_hash, code_hash, is_known, tries_left, network_tries_left, expires_at)
      values ($1, $2, $3, $4, $5, $6::smallint, case when $3::bytea is null then 0::smallint else $6::smallint end, $7)
      on conflict (phone_hash, asker_hash) do update set
        network_hash = excluded.network_hash,
        code_hash = excluded.code_hash,
        is_known = excluded.is_known,
        tries_left = excluded.tries_left,
        network_tries_left = excluded.network_tries_left,
        expires_at = excluded.expires_at`,
    values: [
      code.phoneHash,
      code.askerHash,
      code.networkHash ?? null,
      code.codeHash,
      code.isKnown,
      code.tries,
      code.expiresAt,
    ],
  });
}

/** Takes back a code that could not be sent. */
export async function withdrawCode(
  database: Database,
  { phoneHash, askerHash, codeHash }: Pick<NewCode, 'phoneHash' | 'askerHash' | 'codeHash'>,
): Promise<void> {
  await database.query(
    'delete from sign_in_codes where phone_hash = $1 and asker_hash = $2 and code_hash = $3',
    [phoneHash, askerHash, codeHash],
  );
}

export type HeldCode = { askerHash: Buffer; isKnown: boolean; triesLeft: number };

/** Codes for a phone that this asker has asked for, or that its network may try; nothing of what others have. */
export async function findHeldCodes(
  database: Queryable,
  held: { phoneHash: Buffer; askerHash: Buffer; networkHash: Buffer; now: Date },
): Promise<HeldCode[]> {
  const { rows } = await database.query<HeldCode>({
    name: 'sign-in-find-held-codes',
    text: `select asker_hash as "askerHash", is_known as "isKnown", tries_left as "triesLeft" from sign_in_codes
      where phone_hash = $1 and expires_at > $4
        and (asker_hash = $2 or (network_hash = $3 and network_tries_left > 0))`,
    values: [held.phoneHash, held.askerHash, held.networkHash, held.now],
  });
  return rows;
}

export type CodeTry = { phoneHash: Buffer; codeHash: Buffer; now: Date };
export type Tried = { correct: boolean; triesLeft: number };

/**
 * Takes one try at the asker's live code. The right code is used up by it, so of several sign-ins with the same code one
 * gets in, and however many come at once, no more than its tries are answered. Undefined where no code is live.
 */
export async function takeTry(
  database: Queryable,
  { phoneHash, askerHash, codeHash, now }: CodeTry & { askerHash: Buffer },
): Promise<Tried | undefined> {
  const { rows } = await database.query<Tried>({
    name: 'sign-in-take-try',
    text: `update sign_in_codes set
        tries_left = case when code_hash = $3 then 0 else tries_left - 1 end,
        network_tries_left = case when code_hash = $3 then 0 else network_tries_left end
      where phone_hash = $1 and asker_hash = $2 and expires_at > $4 and tries_left > 0
      returning code_hash = $3 as correct, tries_left as "triesLeft"`,
    values: [phoneHash, askerHash, codeHash, now],
  });
  return rows[0];
}

/**
 * The same for who keeps no mark: one try at each code that was asked for without one in this network, of which one may
 * be the right one. In the order of their askers, so that two tries at once never wait for each other.
 */
export async function takeTryFromNetwork(
  database: Queryable,
  { phoneHash, networkHash, codeHash, now }: CodeTry & { networkHash: Buffer },
): Promise<Tried | undefined> {
  const { rows } = await database.query<Tried>({
    name: 'sign-in-take-try-from-network',
    text: `with held as (
        select phone_hash, asker_hash from sign_in_codes
        where phone_hash = $1 and network_hash = $2 and expires_at > $4 and network_tries_left > 0
        order by asker_hash for update
      )
      update sign_in_codes c set
        tries_left = case when c.code_hash = $3 then 0 else c.tries_left end,
        network_tries_left = case when c.code_hash = $3 then 0 else c.network_tries_left - 1 end
      from held
      where c.phone_hash = $1 and c.asker_hash = held.asker_hash and c.network_tries_left > 0
      returning c.code_hash = $3 as correct, c.network_tries_left as "triesLeft"`,
    values: [phoneHash, networkHash, codeHash, now],
  });
  if (rows.length === 0) return undefined;
  return (
    rows.find(({ correct }) => correct) ?? {
      correct: false,
      triesLeft: Math.max(...rows.map((row) => row.triesLeft)),
    }
  );
}
