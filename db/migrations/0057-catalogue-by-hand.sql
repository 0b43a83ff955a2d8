-- Goods that the staff edit by hand: what is not on sale yet, who changed what, and pictures that were uploaded.

-- Rises with every change of a product, its SKUs or its pictures; who edits says which version they have seen.
alter table products add column version bigint not null default 1;
-- Never on sale so far.
alter table products add column is_draft boolean not null default false;
-- When it goes on sale by itself. Whoever puts it on sale before empties it.
alter table products add column publish_at timestamptz;
alter table products add column state text generated always as (
  case when on_sale then 'on_sale' when publish_at is not null then 'scheduled' when is_draft then 'draft' else 'off_sale' end
) stored;
create index products_by_state on products (state, product_id desc);
create index products_categories on products using gin (category_ids);
create index products_publish_at on products (publish_at) where publish_at is not null and not on_sale;

-- No variant of its product any more; kept for the orders that name it.
alter table skus add column is_retired boolean not null default false;

-- Since when nothing shows an uploaded picture. Null as soon as something has: orders keep showing what they were placed with.
alter table media add column unused_since timestamptz;
create index media_unused_since on media (unused_since) where unused_since is not null;

-- What was changed of a product, field by field, so that it can be undone.
create table product_changes (
  product_id bigint not null,
  -- The version that the change made.
  version bigint not null,
  what text not null,
  -- Of the changed fields alone, by their paths: `name`, `skus.1024.price`.
  before json not null,
  after json not null,
  by text not null,
  by_id text,
  at timestamptz not null,
  primary key (product_id, version)
);
comment on table product_changes is 'reference';
