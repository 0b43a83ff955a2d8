import type { PersonalTable } from '../../../platform/personal-table.ts';

export const passwordTables: readonly PersonalTable[] = [
  {
    table: 'passwords',
    title: { zh: '密码', en: 'Password' },
    onErase: { do: 'erase' },
    exported: {
      key: ['customer_id'],
      columns: { changed_at: { zh: '设置时间', en: 'Set at' } },
      unsaid: {
        customer_id: 'the id of the customer, told with the account',
        hash: 'a hash by which a password is checked; written down elsewhere it could only be attacked',
      },
    },
  },
];
