import { OWN_ID, type DescribedTable, type Field } from '../../platform/described-table.ts';

const WAITING: Field = {
  what: 'notices about the account that were not sent one by one',
  keptAs: 'clear',
  why: 'to be told together by one message',
  howLong: 'until they are told, a few hours',
};

export const noticeTables: readonly DescribedTable[] = [
  {
    table: 'folded_notices',
    title: { zh: '还没有发出的账号通知', en: 'Notices not sent yet' },
    policy: { zh: '给你发短信', en: 'we tell you by SMS' },
    onErase: { do: 'erase' },
    key: ['notice'],
    columns: {
      customer_id: OWN_ID,
      notice: { holds: WAITING, told: { zh: '通知内容', en: 'Notice' } },
      count: { holds: WAITING, told: { zh: '次数', en: 'Times' } },
      first_at: { holds: WAITING, told: { zh: '第一次', en: 'First at' } },
      last_at: { holds: WAITING, told: { zh: '最后一次', en: 'Last at' } },
      language: { holds: WAITING, unsaid: 'of the message' },
    },
  },
];
