-- Only a proof opens the adding of a passkey, and one that was added without a code proves nothing for a day. Of a session it
-- is kept when its customer last proved by a code, and of a passkey whether a code came before it. Of those that are there
-- nobody knows, so they count as added without one.

alter table sessions add column code_proved_at timestamptz;

alter table passkeys add column added_after_code boolean not null default false;
