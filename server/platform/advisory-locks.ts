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
  /** The same of the keys of what stands for WeChat Pay there. */
  wechatPay: 748_113_004,
  /** And of what stands for Alipay. */
  alipay: 748_113_005,
  /** And of what stands for UnionPay. */
  unionPay: 748_113_006,
  /** One import of a catalogue runs at a time. */
  catalogueImport: 4_703_001,
  /** Of two changes of the tree of categories one waits. */
  categories: 4_703_007,
  /** Of two changes of campaigns one waits: they name each other. */
  campaigns: 4_703_014,
  /** Of two changes of who is of the staff one waits. */
  staff: 4_703_006,
  /** Of two filters that are saved at once one waits, so that no member has more than they may. */
  savedFilters: 4_703_012,
  /** Of two webhooks that are made at once one waits, for the same reason. */
  webhooks: 4_703_013,
  /** With the number of a worker of jobs: held for as long as its process lives. */
  workers: 748_113,
  /** With the number of a browser or network that orders come from. */
  places: 4_703_004,
  /** With the number of a customer for whom orders are placed. */
  customersWhoOrder: 4_703_005,
  /** One transaction at a time adds to the audit trail. */
  auditTrail: 4_703_011,
} as const;
