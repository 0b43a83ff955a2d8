-- What an order costs less by now is given back once: the rule decides it behind the lock of the order, and this stands behind the rule.
create unique index order_events_protected_once on order_events (customer_id, order_no) where type = 'price_protected';
