import { OWN_ID, type PersonalTable } from '../../../platform/personal-table.ts';
import { nameBinding } from './seal-passkey-name.ts';

export const passkeyTables: readonly PersonalTable[] = [
  {
    table: 'passkey_users',
    title: { zh: '通行密钥账号', en: 'Account of passkeys' },
    onErase: { do: 'erase' },
    exported: { leftOut: 'random bits by which a device finds its passkey, and which tell nothing' },
  },
  {
    table: 'passkeys',
    title: { zh: '通行密钥', en: 'Passkeys' },
    onErase: { do: 'erase' },
    exported: {
      key: ['passkey_id'],
      columns: {
        device_type: { zh: '类型', en: 'Kind' },
        backed_up: { zh: '已同步', en: 'Synced' },
        transports: { zh: '连接方式', en: 'Connected by' },
        counter: { zh: '使用计数', en: 'Counter of uses' },
        created_at: { zh: '添加时间', en: 'Added at' },
        added_after_code: { zh: '用验证码确认后添加', en: 'Added after a code' },
        last_used_at: { zh: '最近使用', en: 'Last used at' },
        copied_at: { zh: '发现可能被复制', en: 'Perhaps copied, found at' },
      },
      sealed: {
        columns: ['name_sealed'],
        read: (row, unseal) => [
          [
            { zh: '名称', en: 'Name' },
            unseal(nameBinding(row['passkey_id'] as string), row['name_sealed'] as Buffer),
          ],
        ],
      },
      unsaid: {
        customer_id: OWN_ID,
        passkey_id: 'a random number of the row',
        credential_id: 'random bits that the device made',
        public_key: 'a key by which a signature is checked, of use to nobody but the shop',
      },
    },
  },
  {
    table: 'passkey_credentials',
    title: { zh: '通行密钥索引', en: 'Look-up of passkeys' },
    foundBy: 'passkey',
    onErase: { do: 'erase' },
    exported: { leftOut: 'a keyed hash of random bits that a device made' },
  },
];
