-- How an order gets to its customer. One that is fetched keeps the place as it was told of when it was placed: what the shop says of it
-- later does not reach the order.

alter table orders add column delivery_method text not null default 'standard';
alter table orders add column pick_up jsonb;
alter table orders add constraint orders_delivery_known check (delivery_method in ('standard', 'pick_up'));
alter table orders add constraint orders_fetched_somewhere check ((delivery_method = 'pick_up') = (pick_up is not null));
