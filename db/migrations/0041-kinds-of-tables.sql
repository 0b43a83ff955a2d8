-- What each table is, where a shop is spread over many machines: the comment of the table, which a table of later is given in
-- the migration that makes it. See docs/cluster.md.
--   customer          rows of customers, spread by customer_id
--   look-up by …      spread by that column, which is known before the customer is
--   stock             whole on the coordinator, written together with customers' rows
--   reference         small and rarely written: a copy on every node
--   local             whole on the coordinator; `local, committed with customers` where one transaction writes both

comment on table customers is 'customer';
comment on table data_keys is 'customer';
comment on table consents is 'customer';
comment on table sessions is 'customer';
comment on table customer_devices is 'customer';
comment on table phone_changes is 'customer';
comment on table passwords is 'customer';
comment on table passkey_users is 'customer';
comment on table passkeys is 'customer';
comment on table login_links is 'customer';
comment on table addresses is 'customer';
comment on table cart_lines is 'customer';
comment on table orders is 'customer';
comment on table order_lines is 'customer';
comment on table order_events is 'customer';
comment on table payments is 'customer';
comment on table payment_notices is 'customer';
comment on table refunds is 'customer';
comment on table folded_notices is 'customer';
comment on table personal_data_exports is 'customer';
comment on table personal_data_reads is 'customer';
comment on table account_deletions is 'customer';
comment on table erasures is 'customer';

comment on table customer_phones is 'look-up by phone_hash';
comment on table sign_in_codes is 'look-up by phone_hash';
comment on table attempt_counters is 'look-up by subject';
comment on table login_subjects is 'look-up by subject_hash';
comment on table login_flows is 'look-up by state_hash';
comment on table pending_links is 'look-up by browser_hash';
comment on table passkey_credentials is 'look-up by credential_hash';
comment on table passkey_challenges is 'look-up by challenge_hash';
comment on table security_log is 'look-up by record_id';

comment on table stock is 'stock';
comment on table stock_movements is 'stock';

comment on table categories is 'reference';
comment on table media is 'reference';
comment on table products is 'reference';
comment on table skus is 'reference';
comment on table shelf is 'reference';
comment on table key_encryption_keys is 'reference';
comment on table key_rotations is 'reference';
comment on table password_keys is 'reference';

comment on table cases is 'local, committed with customers';
comment on table schema_migrations is 'local';

-- The name of a file is random: it is as good alone among a customer's. What is spread by customer_id can be unique only with it.
alter table personal_data_exports drop constraint personal_data_exports_file_name_key;
alter table personal_data_exports add constraint personal_data_exports_file_name_key unique (customer_id, file_name);
create index personal_data_exports_file_name on personal_data_exports (file_name) where state <> 'expired';
