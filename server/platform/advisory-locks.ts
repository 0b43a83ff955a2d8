/**
 * Every advisory lock that is taken in the database, by its number, or by the first of two. A number that nothing else in
 * the database locks is all that it takes, so they stand in one list. They stay what they are: processes of two versions
 * run side by side while a shop is brought up to date.
 */
export const ADVISORY_LOCKS = {
  /** Two programs that start at once migrate one after the other. */
  migrations: 748_113_001,
  /** Of two rotations of keys that are started at once one runs. */
  rotation: 748_113_002,
  /** Two demo shops that start at once make the keys of the sandbox bank once. */
  sandboxBank: 748_113_003,
  /** One import of a catalogue runs at a time. */
  catalogueImport: 4_703_001,
  /** With the number of a worker of jobs: held for as long as its process lives. */
  workers: 748_113,
  /** With the number of a browser or network that orders come from. */
  places: 4_703_004,
} as const;
