import type { Clock } from '../../../kernel/clock.ts';
import { inTransaction, type Database } from '../../../platform/database.ts';
import type { MediaStore } from '../../../platform/media-store.ts';
import { IMAGE_WIDTHS, mediaName } from '../images.ts';
import { deleteUnused } from './media.sql.ts';

const UNUSED_AFTER_MS = 24 * 3_600_000;
const A_PAGE = 50;

/**
 * Job: removes uploaded pictures that nothing has shown for a day. Files go while their rows are held, so that whoever uploads
 * the same picture in that moment finds them gone and stores them again. Answers how many there were.
 */
export async function sweepPictures({
  database,
  mediaStore,
  clock,
}: {
  readonly database: Database;
  readonly mediaStore: MediaStore;
  readonly clock: Clock;
}): Promise<number> {
  const before = new Date(clock.now().getTime() - UNUSED_AFTER_MS);
  let count = 0;
  for (;;) {
    const keys = await inTransaction(database, async (tx) => {
      const gone = await deleteUnused(tx, before, A_PAGE);
      for (const key of gone)
        for (const width of IMAGE_WIDTHS) await mediaStore.remove(mediaName(key, width));
      return gone;
    });
    count += keys.length;
    if (keys.length < A_PAGE) return count;
  }
}
