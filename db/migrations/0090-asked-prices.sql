-- What each SKU was asked, from when to when, while it was on sale: a price that is struck out has to have been one of them.

create table asked_prices (
  sku_id bigint not null,
  since timestamptz not null,
  -- Null for what is asked now.
  until timestamptz check (until >= since),
  price_fen bigint not null check (price_fen >= 0),
  primary key (sku_id, since)
);
create unique index asked_prices_now on asked_prices (sku_id) where until is null;
comment on table asked_prices is 'reference';

-- Of a shop that sells already nothing older is known than what it asks since each product was changed last.
insert into asked_prices (sku_id, since, price_fen)
select k.sku_id, p.updated_at, k.price_fen from skus k join products p using (product_id) where k.on_sale and p.on_sale;
