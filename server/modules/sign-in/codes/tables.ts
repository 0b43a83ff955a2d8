import type { DescribedTable, Field } from '../../../platform/described-table.ts';
import { CUSTOMERS } from '../../customers/index.ts';

const PHONE: Field = {
  what: 'phone that a code was sent to',
  keptAs: 'keyed hash',
  why: 'checking the code',
  howLong: 'good for 5 minutes, then the next nightly removal',
};
const ASKER: Field = {
  what: "who asked for it: a browser's mark, a session, a network",
  keptAs: 'keyed hash, together with the phone',
  why: 'the code is good for who asked alone',
  howLong: 'with the code',
};
const CODE: Field = {
  what: 'code',
  keptAs: 'keyed hash, together with the phone',
  why: 'signing in',
  howLong: 'good for 5 minutes; removed with the row',
};

const TRIES = { nothing: 'how often and until when a code may be tried, under a keyed hash' };

export const codeTables: readonly DescribedTable[] = [
  {
    table: 'sign_in_codes',
    title: { zh: '验证码', en: 'Codes' },
    policy: { zh: '登录凭证和验证码只保存摘要', en: 'Of session tokens and codes only digests are kept' },
    foundBy: 'phone',
    onErase: {
      do: 'erase',
      where: `phone_hash = (select c.phone_hash from ${CUSTOMERS} c where c.customer_id = $1)`,
    },
    leftOut: 'hashes of codes, and of who asked for them, that are of no use after five minutes',
    columns: {
      phone_hash: { holds: PHONE },
      asker_hash: { holds: ASKER },
      network_hash: { holds: ASKER },
      code_hash: { holds: CODE },
      is_known: TRIES,
      tries_left: TRIES,
      network_tries_left: TRIES,
      expires_at: TRIES,
    },
  },
];
