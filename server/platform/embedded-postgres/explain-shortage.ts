import { StartRefusal } from '../start-refusal.ts';

/**
 * What of the machine PostgreSQL says is at its end, and what to do about it. Undefined: nothing. The system has one
 * sentence, "No space left on device", for a full disk, a full /dev/shm and too many segments of shared memory, so
 * what PostgreSQL was about decides.
 */
export function explainShortage(folder: string, said: string): StartRefusal | undefined {
  const isShared = /shared memory|shmget|shm_open|\/dev\/shm/.test(said);
  const isShort =
    /No space left on device|Disk quota exceeded|Cannot allocate memory|could not (create|map|resize)/;
  if (isShared && /No space left on device/.test(said)) {
    return new StartRefusal(
      'The system has no shared memory left for the database; the disk is not meant. Raise kernel.shmmni and kernel.shmall (sysctl), or end what holds shared memory (ipcs -m), then start again.',
    );
  }
  if ((isShared && isShort.test(said)) || /Cannot allocate memory/.test(said)) {
    return new StartRefusal(
      'The machine has too little free memory for the database. Free at least 300 MB, then start again.',
    );
  }
  if (!/No space left on device|Disk quota exceeded/.test(said)) return undefined;
  return new StartRefusal(
    `The disk of ${folder} is full, so the database can neither be created nor started. Free at least 1 GB there, then start again; nothing is lost.`,
  );
}
