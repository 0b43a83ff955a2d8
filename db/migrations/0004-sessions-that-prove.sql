-- A session tells by which way it was opened, and when its customer last proved by a fresh code or a passkey who is
-- there: what is hard to undo (another phone, erasing the account) is done only soon after such a proof.

alter table sessions
  add column way text not null default 'code'
    check (way in ('code', 'password', 'passkey', 'wechat', 'qq', 'alipay')),
  add column proved_at timestamptz;
