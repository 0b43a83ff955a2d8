-- The day's figures beside those of other days: the hours that are over are kept, so that nobody adds up a week's orders to look at
-- one page. All of it can be counted again from orders and customers.
create table sales_hours (
  hour timestamptz primary key,
  orders integer not null check (orders >= 0),
  paid_orders integer not null check (paid_orders between 0 and orders),
  paid_fen bigint not null check (paid_fen >= 0),
  new_customers integer not null check (new_customers >= 0)
);
comment on table sales_hours is 'local';

-- Who came in an hour.
create index customers_created_at on customers (created_at);
