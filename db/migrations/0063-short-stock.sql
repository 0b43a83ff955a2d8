-- Of which SKUs little is left, and since when. Placing an order changes what is left and never these columns: a job writes them when
-- it finds that they say something else than the row does, so that an order pays for no index.

alter table stock add constraint stock_low_stock_at check (low_stock_at >= 0);
-- `low`: no more than low_stock_at can be sold; `out`: nothing.
alter table stock add column shortage text;
alter table stock add constraint stock_shortage check (shortage in ('low', 'out'));
alter table stock add column short_since timestamptz;
alter table stock add constraint stock_short_since check ((shortage is null) = (short_since is null));
create index stock_short on stock (short_since, sku_id) where shortage is not null;
create index stock_out on stock (short_since, sku_id) where shortage = 'out';
