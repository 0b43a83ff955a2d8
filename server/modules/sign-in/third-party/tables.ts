import type { CustomerId } from '../../../kernel/ids.ts';
import { OWN_ID, type DescribedTable, type Field } from '../../../platform/described-table.ts';
import type { ProviderName } from './login-provider.ts';
import { linkBinding } from './seal-link.ts';

const PERSON: Field = {
  what: 'person at WeChat, QQ or Alipay',
  keptAs: 'keyed hash',
  why: 'signing in by them',
  howLong: 'until it is unlinked',
};
const NICKNAME: Field = {
  what: 'id within the app, and nickname there',
  keptAs: 'sealed, in one envelope',
  why: 'showing which one is linked; payments and messages of that app',
  howLong: 'until it is unlinked',
};
const LINKED: Field = {
  what: 'which providers are linked, since when',
  keptAs: "clear, under the customer's random id",
  why: 'showing and removing them',
  howLong: 'until it is unlinked',
};
const AWAY: Field = {
  what: 'a sign-in that is away at a provider',
  keptAs: 'state and browser as hashes; way back, customer who links and times clear',
  why: 'bringing the browser back, once',
  howLong: 'ten minutes, then the next nightly removal',
};
const WAITING: Field = {
  what: "a provider's person who waits for a phone",
  keptAs: 'keyed hash; sealed by the shared key',
  why: 'linking once the phone is proved',
  howLong: '15 minutes, then the next nightly removal',
};

const POLICY = {
  zh: '第三方登录只存对方给出的账号编号和昵称',
  en: 'of a third-party sign-in, the account number and nickname',
};
const WAY_BACK = { nothing: 'where a browser goes on, for minutes, found by the hash of a random cookie' };

export const thirdPartyTables: readonly DescribedTable[] = [
  {
    table: 'login_links',
    title: { zh: '第三方账号', en: 'Accounts elsewhere' },
    policy: POLICY,
    onErase: { do: 'erase' },
    key: ['provider'],
    columns: {
      customer_id: OWN_ID,
      provider: { holds: LINKED, told: { zh: '平台', en: 'Provider' } },
      linked_at: { holds: LINKED, told: { zh: '绑定时间', en: 'Linked at' } },
      sealed: {
        holds: NICKNAME,
        sealed: {
          keys: ['provider'],
          bindingOf: (customerId, [provider]) =>
            linkBinding(customerId as CustomerId, provider as ProviderName),
          json: {
            openId: { zh: '在该平台的编号', en: 'Id there' },
            displayName: { zh: '在该平台的昵称', en: 'Nickname there' },
          },
        },
      },
      subject_hash: { holds: PERSON, unsaid: 'a keyed hash of the id there, which is there in full' },
    },
  },
  {
    table: 'login_subjects',
    title: { zh: '第三方账号索引', en: 'Look-up of accounts elsewhere' },
    policy: POLICY,
    foundBy: 'login',
    // After the links in this list, so before them when an erasure goes through it from the end.
    onErase: {
      do: 'erase',
      where: `(provider, subject_hash) in (select provider, subject_hash from login_links where customer_id = $1)
        and customer_id = $1`,
    },
    leftOut: 'a keyed hash of the id there, which is there in full',
    columns: {
      customer_id: OWN_ID,
      subject_hash: { holds: PERSON },
      provider: { nothing: 'of which provider a keyed hash is' },
    },
  },
  {
    table: 'login_flows',
    title: { zh: '进行中的绑定', en: 'Linking under way' },
    policy: POLICY,
    onErase: { do: 'erase' },
    leftOut: 'hashes of random bits, for the ten minutes of a linking',
    columns: {
      customer_id: OWN_ID,
      state_hash: { holds: AWAY },
      provider: { holds: AWAY },
      intent: { holds: AWAY },
      browser_hash: { holds: AWAY },
      return_path: { holds: AWAY },
      inside_app: { holds: AWAY },
      expires_at: { holds: AWAY },
    },
  },
  {
    table: 'pending_links',
    nobodys: 'people of a provider whose phone is not known yet, for 15 minutes',
    columns: {
      subject_hash: { holds: WAITING },
      sealed: { holds: WAITING },
      browser_hash: WAY_BACK,
      provider: WAY_BACK,
      return_path: WAY_BACK,
      expires_at: WAY_BACK,
    },
  },
];
