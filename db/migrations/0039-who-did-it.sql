-- Whatever is written about an order, a payment, a refund or a case says who did it: the customer (whose row it is), one of
-- the staff by id, a gateway or carrier by name, or the program by the name of its job. Rows from before say what they did.

alter table order_events add column by_id text;
alter table order_events drop constraint order_events_by_check;
-- 'shop' was allowed and never written.
alter table order_events add constraint order_events_by check (by in ('customer', 'staff', 'gateway', 'carrier', 'system'));
alter table order_events add constraint order_events_by_id check (by_id is not null or by not in ('staff', 'carrier'));

-- Who changed its state last.
alter table payments add column changed_by text;
alter table payments add column changed_by_id text;
alter table payments add constraint payments_changed_by
  check (changed_by in ('customer', 'staff', 'gateway', 'carrier', 'system'));

alter table refunds add column requested_by text;
alter table refunds add column requested_by_id text;
alter table refunds add column reopened_by text;
alter table refunds add column reopened_by_id text;
alter table refunds add column settled_by text;
alter table refunds add column settled_by_id text;
alter table refunds add constraint refunds_requested_by
  check (requested_by in ('customer', 'staff', 'gateway', 'carrier', 'system'));
alter table refunds add constraint refunds_reopened_by
  check (reopened_by in ('customer', 'staff', 'gateway', 'carrier', 'system'));
alter table refunds add constraint refunds_settled_by
  check (settled_by in ('customer', 'staff', 'gateway', 'carrier', 'system'));

-- Who said that a case is closed; nobody where the fact itself has resolved it.
alter table cases add column closed_by text;
alter table cases add column closed_by_id text;
alter table cases add constraint cases_closed_by check (closed_by in ('staff', 'system'));
