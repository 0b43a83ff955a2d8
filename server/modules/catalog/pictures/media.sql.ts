import type { Queryable, Transaction } from '../../../platform/database.ts';

export type PictureRow = {
  readonly key: string;
  readonly source: string;
  readonly width: number;
  readonly height: number;
};

/** Of these pictures, those that there are, by their keys. */
export async function findPictures(
  on: Queryable,
  keys: readonly string[],
): Promise<Map<string, { width: number; height: number }>> {
  if (keys.length === 0) return new Map();
  const { rows } = await on.query<{ key: string; width: number; height: number }>({
    name: 'find-pictures',
    text: 'select media_key as key, width, height from media where media_key = any($1::text[]) for share',
    values: [keys],
  });
  return new Map(rows.map(({ key, width, height }) => [key, { width, height }]));
}

/** From now on something shows these. */
export async function keepPictures(tx: Transaction, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await tx.query({
    name: 'keep-pictures',
    text: 'update media set unused_since = null where media_key = any($1::text[]) and unused_since is not null',
    values: [keys],
  });
}

/** An uploaded picture that nothing shows yet; one that was uploaded before waits anew. */
export async function insertUpload(tx: Transaction, picture: PictureRow, at: Date): Promise<void> {
  await tx.query(
    `insert into media (media_key, source, width, height, created_at, unused_since) values ($1, $2, $3, $4, $5, $5)
     on conflict (media_key) do update set
       unused_since = case when media.unused_since is null then null else excluded.unused_since end`,
    [picture.key, picture.source, picture.width, picture.height, at],
  );
}

/** Takes some of those away that nothing has shown since before, and answers their keys; held until the transaction ends. */
export async function deleteUnused(tx: Transaction, before: Date, limit: number): Promise<string[]> {
  const { rows } = await tx.query<{ key: string }>({
    name: 'delete-unused-pictures',
    text: `delete from media where media_key in
        (select media_key from media where unused_since < $1 order by unused_since limit $2 for update skip locked)
      returning media_key as key`,
    values: [before, limit],
  });
  return rows.map(({ key }) => key);
}
