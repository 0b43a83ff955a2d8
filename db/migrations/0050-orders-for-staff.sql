-- Staff look orders up: by state, newest first (the number of an order rises with time, so a span of time is a span of numbers,
-- and all orders are the states merged); by the recipient's phone; by the end of a number, as people read it out. Each index
-- costs placing, so there is none for SKUs: the movements of stock tell which orders hold one.

-- A keyed hash of the recipient's phone, cut to 12 bytes: as long as makes the index no larger than 8 would.
alter table orders add column recipient_hash bytea;
-- The gateway by which it was paid.
alter table orders add column paid_by text;
create index orders_of_state on orders (state, order_no);
create index orders_of_recipient on orders (recipient_hash, order_no) where recipient_hash is not null;
create index orders_by_end on orders ("right"(order_no, 5));
