import { OWN_ID, type PersonalTable } from '../../platform/personal-table.ts';

/** What the privacy centre itself keeps about a person. */
export const privacyTables: readonly PersonalTable[] = [
  {
    table: 'personal_data_exports',
    title: { zh: '数据导出', en: 'Exports' },
    onErase: { do: 'erase' },
    exported: {
      key: ['export_id'],
      columns: {
        state: { zh: '状态', en: 'State' },
        language: { zh: '语言', en: 'Language' },
        requested_at: { zh: '申请时间', en: 'Asked for at' },
        ready_at: { zh: '完成时间', en: 'Ready at' },
        expires_at: { zh: '失效时间', en: 'Expires at' },
      },
      unsaid: {
        customer_id: OWN_ID,
        export_id: 'a random number of the row',
        file_name: 'a random name',
        token_hash: 'the hash of a link',
      },
    },
  },
  {
    table: 'account_deletions',
    title: { zh: '注销申请', en: 'Requests to erase the account' },
    onErase: { do: 'erase' },
    exported: {
      key: ['customer_id'],
      columns: {
        requested_at: { zh: '申请时间', en: 'Asked for at' },
        erase_at: { zh: '注销时间', en: 'Erased at' },
      },
      unsaid: { customer_id: OWN_ID },
    },
  },
  {
    table: 'personal_data_reads',
    title: { zh: '谁看过你的信息', en: 'Who saw your data' },
    // That staff looked stays on record against the staff; what they wrote as a reason may tell of the person.
    onErase: { do: 'blank', set: `why = ''` },
    exported: {
      key: ['read_id'],
      columns: {
        at: { zh: '时间', en: 'At' },
        staff_name: { zh: '员工', en: 'Who' },
        staff_role: { zh: '岗位', en: 'Role' },
        what: { zh: '看了什么', en: 'What' },
        why: { zh: '原因', en: 'Why' },
      },
      unsaid: { customer_id: OWN_ID, read_id: 'a random number of the row' },
    },
  },
  {
    table: 'erasures',
    title: { zh: '已注销的账号', en: 'Erased accounts' },
    onErase: { do: 'keep', because: 'so that a backup that is put back can be erased again', forGood: true },
    exported: { leftOut: 'whoever has a row here has no account to export any more' },
  },
];
