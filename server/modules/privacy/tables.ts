import { OWN_ID, type DescribedTable, type Field } from '../../platform/described-table.ts';

const EXPORT: Field = {
  what: 'export of everything',
  keptAs: "clear; of its link, the hash; the file sealed, piece by piece, by the customer's own key",
  why: "taking one's data along",
  howLong: '24 hours; the row with the account',
  besides: 'file of a random name in `exports/` of the data folder',
};
const DELETION: Field = {
  what: 'request to erase the account',
  keptAs: 'clear',
  why: 'the seven days of the way back',
  howLong: 'until it is taken back or done',
};
const SEEN: Field = {
  what: 'who of the staff saw what, when and why',
  keptAs: 'clear',
  why: 'shown to whom it concerns',
  howLong: 'with the account; the reason is blanked on erasure, the rest goes three years later',
};
const ERASED: Field = {
  what: 'who was erased, when',
  keptAs: 'clear: a random id, no more',
  why: 'erasing again what a backup brings back',
  howLong: 'for good',
  besides: '`ks-order.erasures` in the data folder',
};

/** What the privacy centre itself keeps about a person. */
export const privacyTables: readonly DescribedTable[] = [
  {
    table: 'personal_data_exports',
    title: { zh: '数据导出', en: 'Exports' },
    policy: { zh: '导出的文件', en: 'An export can be fetched' },
    onErase: { do: 'erase' },
    key: ['export_id'],
    columns: {
      customer_id: OWN_ID,
      export_id: { nothing: 'a random number of the row' },
      state: { holds: EXPORT, told: { zh: '状态', en: 'State' } },
      language: { holds: EXPORT, told: { zh: '语言', en: 'Language' } },
      requested_at: { holds: EXPORT, told: { zh: '申请时间', en: 'Asked for at' } },
      ready_at: { holds: EXPORT, told: { zh: '完成时间', en: 'Ready at' } },
      expires_at: { holds: EXPORT, told: { zh: '失效时间', en: 'Expires at' } },
      file_name: { holds: EXPORT, unsaid: 'a random name' },
      token_hash: { holds: EXPORT, unsaid: 'the hash of a link' },
    },
  },
  {
    table: 'account_deletions',
    title: { zh: '注销申请', en: 'Requests to erase the account' },
    policy: { zh: '7 天内可以反悔', en: 'You can change your mind for 7 days' },
    onErase: { do: 'erase' },
    key: ['customer_id'],
    columns: {
      customer_id: OWN_ID,
      requested_at: { holds: DELETION, told: { zh: '申请时间', en: 'Asked for at' } },
      erase_at: { holds: DELETION, told: { zh: '注销时间', en: 'Erased at' } },
    },
  },
  {
    table: 'personal_data_reads',
    title: { zh: '谁看过你的信息', en: 'Who saw your data' },
    policy: { zh: '谁、什么时候、为什么看过', en: 'who, when and why' },
    onErase: { do: 'keep', because: 'that staff looked stays on record against the staff' },
    key: ['read_id'],
    columns: {
      customer_id: OWN_ID,
      read_id: { nothing: 'a random number of the row' },
      at: { holds: SEEN, told: { zh: '时间', en: 'At' } },
      staff_name: { holds: SEEN, told: { zh: '员工', en: 'Who' } },
      staff_role: { holds: SEEN, told: { zh: '岗位', en: 'Role' } },
      what: { holds: SEEN, told: { zh: '看了什么', en: 'What' } },
      // What staff wrote as a reason may tell of the person.
      why: { holds: SEEN, told: { zh: '原因', en: 'Why' }, erasedTo: `''` },
    },
  },
  {
    table: 'erasures',
    title: { zh: '已注销的账号', en: 'Erased accounts' },
    policy: { zh: '注销', en: 'Close your account' },
    onErase: { do: 'keep', because: 'so that a backup that is put back can be erased again', forGood: true },
    leftOut: 'whoever has a row here has no account to export any more',
    columns: { customer_id: OWN_ID, erased_at: { holds: ERASED }, trade_removed_at: { holds: ERASED } },
  },
];
