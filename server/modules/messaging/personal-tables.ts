import { OWN_ID, type PersonalTable } from '../../platform/personal-table.ts';

export const noticeTables: readonly PersonalTable[] = [
  {
    table: 'folded_notices',
    title: { zh: '还没有发出的账号通知', en: 'Notices not sent yet' },
    onErase: { do: 'erase' },
    exported: {
      key: ['notice'],
      columns: {
        notice: { zh: '通知内容', en: 'Notice' },
        count: { zh: '次数', en: 'Times' },
        first_at: { zh: '第一次', en: 'First at' },
        last_at: { zh: '最后一次', en: 'Last at' },
      },
      unsaid: { customer_id: OWN_ID, language: 'of the message' },
    },
  },
];
