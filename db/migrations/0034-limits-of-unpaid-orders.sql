-- What is unpaid at one time is limited: one account held all pieces of the shop by three orders that it never meant to pay.

-- Counted with every order that is placed: only the rows that count. Its condition is not written as that of orders_unpaid, on
-- purpose: where the planner last saw nothing unpaid both indexes look alike to it, and it walked through every unpaid order of
-- the shop by that one, once for each customer.
create index orders_unpaid_of_customer on orders (customer_id) where starts_with(state, 'awaiting_payment');

-- Keyed hashes of the browser and of the network that an order was placed from, for as long as it is unpaid: many accounts
-- of one hand are counted together.
alter table orders add column unpaid_device bytea, add column unpaid_network bytea;
alter table orders add constraint orders_place_while_unpaid
  check (state = 'awaiting_payment' or (unpaid_device is null and unpaid_network is null));
create index orders_unpaid_of_device on orders (unpaid_device) where unpaid_device is not null;
create index orders_unpaid_of_network on orders (unpaid_network) where unpaid_network is not null;

-- Goods that were held in vain: few among all events, and asked for with every order.
create index order_events_held_in_vain on order_events (customer_id, at)
  where type = 'payment_time_over' or facts ? 'heldInVain';
