import type { DescribedTable, Field } from '../../platform/described-table.ts';

const NETWORK: Field = {
  what: 'network address of a caller',
  keptAs:
    'keyed hash (IPv6: of the /64), and one of the neighbourhood (/24, /48); some together with the phone',
  why: 'limits on codes and tries',
  howLong: 'one hour, together with a phone one day, then the next nightly removal',
};
const BROWSER: Field = {
  what: "mark of a caller's browser",
  keptAs: 'keyed hash of random bits',
  why: 'limits on codes and tries',
  howLong: 'one hour, together with a phone one day, then the next nightly removal',
};
const OWNERS_NETWORK: Field = {
  what: 'networks from which a phone was signed in by a code',
  keptAs: 'keyed hash, together with the phone',
  why: "strangers who ask for codes use up nothing of the owner's",
  howLong: '90 days after the last time',
};
const PASSWORD_NETWORK: Field = {
  what: 'networks where a password was used',
  keptAs: 'keyed hash, together with the phone',
  why: 'telling the owner from strangers who try passwords',
  howLong: '90 days after the last use',
};
const WRONG_PASSWORDS: Field = {
  what: 'wrong passwords for a phone',
  keptAs: 'keyed hash of the phone',
  why: 'slowing down who tries',
  howLong: '24 hours after the last try',
};

const COUNT = { nothing: 'how often and until when something was tried, under a keyed hash' };

export const attemptTables: readonly DescribedTable[] = [
  {
    table: 'attempt_counters',
    nobodys: 'counters under keyed hashes, in which the customer is not told from anybody else',
    columns: {
      subject: { holds: [NETWORK, OWNERS_NETWORK, BROWSER, PASSWORD_NETWORK, WRONG_PASSWORDS] },
      count: COUNT,
      expires_at: COUNT,
    },
  },
];
