-- An export and an erasure look for all rows of a person, also where other requests find them by something else.

create index security_log_customer on security_log (customer_id, record_id) where customer_id is not null;
create index passkey_credentials_customer on passkey_credentials (customer_id);
create index login_flows_customer on login_flows (customer_id) where customer_id is not null;
