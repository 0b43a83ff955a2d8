-- How many lines and pieces an order has, kept with it. A list shows the first few lines of each order and says how many
-- there are without reading the rest: a hundred orders of a hundred lines were answered by ten thousand rows. An order's
-- lines never change, so the two cannot drift from them.

alter table orders add column line_count smallint, add column pieces integer;
update orders set line_count = l.lines, pieces = l.pieces
from (select customer_id, order_no, count(*) as lines, sum(quantity) as pieces from order_lines
  group by customer_id, order_no) l
where orders.customer_id = l.customer_id and orders.order_no = l.order_no;
alter table orders alter column line_count set not null, alter column pieces set not null;
alter table orders add constraint orders_have_pieces check (line_count > 0 and pieces >= line_count);
