import type { DescribedTable, Field } from '../../platform/described-table.ts';

const WHO: Field = {
  what: 'account, name and roles of somebody of the staff',
  keptAs: 'clear',
  why: 'knowing who of the shop may do what, and who did it',
  howLong: 'for as long as the audit trail names them',
};
const SECRETS: Field = {
  what: 'password and recovery codes of somebody of the staff',
  keptAs: 'argon2id; SHA-256 of random codes',
  why: 'signing in',
  howLong: 'until they are replaced or used',
};
const AUTHENTICATOR: Field = {
  what: 'secret of an authenticator of somebody of the staff, or of somebody who was invited',
  keptAs: "sealed by the shop's own key",
  why: 'signing in',
  howLong: 'for as long as they are of the staff; of an invitation 72 hours',
};
const PASSKEY: Field = {
  what: 'passkeys of the staff: name, public key, counter, kind, times of use',
  keptAs: 'clear; nothing here can sign in',
  why: 'signing in by fingerprint or face; noticing a copy',
  howLong: 'until they remove it',
};
const SESSION: Field = {
  what: 'sessions of the staff: token, device, place',
  keptAs: 'SHA-256 of the token; the rest clear, as coarse as a kind of browser and a city',
  why: 'signing in, and seeing where one is signed in',
  howLong: 'until they end: after twelve hours, or two without use',
};
const INVITATION: Field = {
  what: "an invitation's token",
  keptAs: 'SHA-256',
  why: 'letting somebody in who was invited',
  howLong: 'until it is used, or 72 hours',
};
const KEY: Field = {
  what: 'a key for programs: its token, who made it, when it was used',
  keptAs: 'SHA-256 of the token and its last four characters; the rest clear',
  why: 'letting programs of the shop in, and seeing which are',
  howLong: 'until it is taken back, or 30 days after its end',
};
const NOBODYS = 'of the staff, who are no customers';
const TIME = { nothing: 'when it was made or ends' };

export const staffTables: readonly DescribedTable[] = [
  {
    table: 'staff_members',
    nobodys: NOBODYS,
    columns: {
      member_id: { holds: WHO },
      account: { holds: WHO },
      name: { holds: WHO },
      roles: { holds: WHO },
      is_active: { nothing: 'whether they may come in' },
      password_hash: { holds: SECRETS },
      totp_sealed: { holds: AUTHENTICATOR },
      totp_step: { nothing: 'which code was used last' },
      totp_next_sealed: { holds: AUTHENTICATOR },
      totp_next_at: TIME,
      created_at: TIME,
    },
  },
  {
    table: 'staff_recovery_codes',
    nobodys: NOBODYS,
    columns: { member_id: { holds: WHO }, code_hash: { holds: SECRETS } },
  },
  {
    table: 'staff_passkeys',
    nobodys: NOBODYS,
    columns: {
      passkey_id: { nothing: 'a random id' },
      member_id: { holds: WHO },
      name: { holds: PASSKEY },
      credential_id: { holds: PASSKEY },
      public_key: { holds: PASSKEY },
      counter: { holds: PASSKEY },
      transports: { holds: PASSKEY },
      device_type: { holds: PASSKEY },
      backed_up: { holds: PASSKEY },
      created_at: TIME,
      last_used_at: { holds: PASSKEY },
      copied_at: { holds: PASSKEY },
    },
  },
  {
    table: 'staff_sessions',
    nobodys: NOBODYS,
    columns: {
      session_id: { nothing: 'a random id' },
      member_id: { holds: WHO },
      token_hash: { holds: SESSION },
      created_at: TIME,
      last_seen_at: { holds: SESSION },
      expires_at: TIME,
      proved_at: { nothing: 'when it was proved last who is there' },
      device: { holds: SESSION },
      place: { holds: SESSION },
    },
  },
  {
    table: 'staff_invitations',
    nobodys: NOBODYS,
    columns: {
      invitation_id: { nothing: 'a random id' },
      token_hash: { holds: INVITATION },
      roles: { nothing: 'what the invited may do' },
      invited_by: { holds: WHO },
      totp_sealed: { holds: AUTHENTICATOR },
      created_at: TIME,
      expires_at: TIME,
    },
  },
  {
    table: 'api_keys',
    nobodys: NOBODYS,
    columns: {
      key_id: { nothing: 'a random id' },
      name: { nothing: 'what the program is called' },
      token_hash: { holds: KEY },
      hint: { holds: KEY },
      scopes: { nothing: 'what the key permits' },
      made_by: { holds: WHO },
      created_at: TIME,
      expires_at: TIME,
      last_used_at: { holds: KEY },
    },
  },
  { table: 'staff_roles', nothing: 'names of roles, and what they permit' },
];
