import { NUMBERS, OWN_ID, type DescribedTable, type Field } from '../../platform/described-table.ts';
import { partBinding } from './personal-part.ts';

const ACT: Field = {
  what: 'what one of the staff did, when and why',
  keptAs: "clear: staff by a random id, whose name is not kept here; customers' values are not among it",
  why: 'knowing who answers for it',
  howLong: 'for good',
};
const REASON: Field = {
  what: 'why one of the staff did something that is about no customer, in their own words',
  keptAs: "sealed by the shop's own key; rows of before in clear",
  why: 'knowing why',
  howLong: 'for good',
};
const ORIGIN: Field = {
  what: 'from where one of the staff did it',
  keptAs: 'clear: city or kind of network, and kind of browser, in words',
  why: 'knowing whether it was they',
  howLong: 'for good',
};
const PART: Field = {
  what: 'what one of the staff changed of a customer, before and after, or did about them, and why',
  keptAs: 'sealed, in one envelope',
  why: 'knowing what was changed, and that it was this',
  howLong: 'while the account exists',
};
const PART_HASH: Field = {
  what: 'the same, to know it again',
  keptAs: 'hash of it and of random bytes that are sealed with it: tells nothing by itself',
  why: 'a change of what is sealed is found',
  howLong: 'for good',
};
const CHANGED: Field = {
  what: 'that one of the staff did something about a customer, and when',
  keptAs: 'clear: what kind of act it was',
  why: 'told to the customer, in the export',
  howLong: 'while the account exists',
};
const CHAIN = { nothing: 'a hash over the row and those before it' };

export const auditTables: readonly DescribedTable[] = [
  {
    table: 'audit_acts',
    nobodys:
      "what the shop's staff and the program did; of customers it holds ids alone, and no row may change",
    columns: {
      seq: { nothing: 'the place of the row' },
      at: { holds: ACT },
      by: { holds: ACT },
      by_id: { holds: ACT },
      by_key: { nothing: 'the random id of a key' },
      what: { holds: ACT },
      subject_kind: { holds: ACT },
      subject_id: { holds: ACT },
      before: { holds: ACT },
      after: { holds: ACT },
      reason: { holds: REASON },
      reason_sealed: { holds: REASON },
      origin: { holds: ORIGIN },
      part_of: { holds: NUMBERS },
      part_id: { nothing: 'a random number of a row' },
      part_hash: { holds: PART_HASH },
      previous_hash: CHAIN,
      row_hash: CHAIN,
    },
  },
  {
    table: 'audit_parts',
    title: { zh: '员工对你的资料和订单做的事', en: 'What staff did about you and your orders' },
    policy: { zh: '员工替你修改', en: 'changes something for you' },
    onErase: { do: 'erase' },
    key: ['part_id'],
    columns: {
      customer_id: OWN_ID,
      part_id: { nothing: 'a random number of the row' },
      at: { holds: CHANGED, told: { zh: '时间', en: 'At' } },
      what: { holds: CHANGED, told: { zh: '做了什么', en: 'What' } },
      sealed: {
        holds: PART,
        sealed: {
          keys: ['part_id'],
          bindingOf: (_, [partId]) => partBinding(partId!),
          json: {
            before: { zh: '改前', en: 'Before' },
            after: { zh: '改后', en: 'After' },
            reason: { zh: '原因', en: 'Reason' },
          },
        },
      },
    },
  },
];
