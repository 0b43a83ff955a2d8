-- Staff receive goods, count them and write them off: who did it and why stands with the movement.

alter table stock_movements drop constraint stock_movements_cause_check;
alter table stock_movements add constraint stock_movements_cause
  check (cause in ('import', 'reserve', 'release', 'ship', 'return', 'adjust', 'receive', 'count', 'write_off'));
alter table stock_movements add column member_id uuid;
alter table stock_movements add column reason text;
-- What was asked for, and under which key: a repeat of the request is answered and not done again.
alter table stock_movements add column asked integer;
alter table stock_movements add column idempotency_key text;
alter table stock_movements add constraint stock_movements_by_hand
  check ((cause in ('receive', 'count', 'write_off')) = (member_id is not null));
create unique index stock_movements_key on stock_movements (sku_id, idempotency_key) where idempotency_key is not null;
