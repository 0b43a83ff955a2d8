import type { CustomerId } from '../../../kernel/ids.ts';
import { OWN_ID, type PersonalTable } from '../../../platform/personal-table.ts';
import type { ProviderName } from './login-provider.ts';
import { linkBinding, type LinkFields } from './seal-link.ts';

export const thirdPartyTables: readonly PersonalTable[] = [
  {
    table: 'login_links',
    title: { zh: '第三方账号', en: 'Accounts elsewhere' },
    onErase: { do: 'erase' },
    exported: {
      key: ['provider'],
      columns: {
        provider: { zh: '平台', en: 'Provider' },
        linked_at: { zh: '绑定时间', en: 'Linked at' },
      },
      sealed: {
        columns: ['sealed'],
        read(row, unseal) {
          const binding = linkBinding(row['customer_id'] as CustomerId, row['provider'] as ProviderName);
          const { openId, displayName } = JSON.parse(unseal(binding, row['sealed'] as Buffer)) as LinkFields;
          return [
            [{ zh: '在该平台的编号', en: 'Id there' }, openId],
            [{ zh: '在该平台的昵称', en: 'Nickname there' }, displayName ?? null],
          ];
        },
      },
      unsaid: {
        customer_id: OWN_ID,
        subject_hash: 'a keyed hash of the id there, which is there in full',
      },
    },
  },
  {
    table: 'login_subjects',
    title: { zh: '第三方账号索引', en: 'Look-up of accounts elsewhere' },
    foundBy: 'login',
    // After the links in this list, so before them when an erasure goes through it from the end.
    onErase: {
      do: 'erase',
      where: `(provider, subject_hash) in (select provider, subject_hash from login_links where customer_id = $1)
        and customer_id = $1`,
    },
    exported: { leftOut: 'a keyed hash of the id there, which is there in full' },
  },
  {
    table: 'login_flows',
    title: { zh: '进行中的绑定', en: 'Linking under way' },
    onErase: { do: 'erase' },
    exported: { leftOut: 'hashes of random bits, for the ten minutes of a linking' },
  },
];
