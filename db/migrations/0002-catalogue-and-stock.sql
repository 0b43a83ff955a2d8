-- What is sold, and how much of it there is.

create table categories (
  category_id bigint generated always as identity primary key,
  slug text collate "C" not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  parent_id bigint references categories,
  name text not null,
  name_en text not null,
  -- One picture, as in products.images.
  icon jsonb,
  position integer not null default 0
);

-- Pictures in the media store. The key is a hash of the picture's content and of how its sizes are made, so the same
-- picture is stored once, whatever its file was called.
create table media (
  media_key text collate "C" primary key,
  source text not null,
  width integer not null check (width > 0),
  height integer not null check (height > 0),
  created_at timestamptz not null
);

create table products (
  product_id bigint generated always as identity primary key,
  slug text collate "C" not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name text not null,
  name_en text not null,
  subtitle text not null default '',
  subtitle_en text not null default '',
  brand text not null default '',
  model text not null default '',
  description text not null default '',
  materials text not null default '',
  usage text not null default '',
  warranty text not null default '',
  manual_url text,
  attributes jsonb not null default '[]',
  faqs jsonb not null default '[]',
  highlights jsonb not null default '[]',
  options jsonb not null default '[]',
  -- [{ key, width, height, hue, alt }]: the size of the original and the key in the media store.
  images jsonb not null default '[]',
  -- Its own categories, the first one is where its bread crumbs lead. Those above them stand on the shelf only.
  category_ids bigint[] not null default '{}',
  sales integer not null default 0 check (sales >= 0),
  on_sale boolean not null default true,
  published_at timestamptz not null,
  updated_at timestamptz not null,
  -- What search reads: words with a letter before each that says where it stands. t: title (also its pinyin, initials,
  -- single characters and pairs of them), s: subtitle, highlights and categories, r: the rest. So the index and the
  -- planner's figures know how many titles have a word, and ranking does not have to read what was found.
  search tsvector not null default ''
);
create index products_search on products using gin (search);
-- The planner keeps figures of ten words for each of these.
alter table products alter column search set statistics 300;

create table skus (
  sku_id bigint generated always as identity primary key,
  product_id bigint not null references products,
  code text collate "C" not null unique check (code ~ '^[A-Z0-9-]{1,40}$'),
  -- json, not jsonb: the order of the options is the order in which a person reads them.
  options json not null default '{}',
  -- A free order would be one that nobody can pay: what costs nothing is not sold here.
  price_fen bigint not null check (price_fen > 0),
  original_price_fen bigint check (original_price_fen > price_fen),
  image_index integer check (image_index >= 0),
  weight_grams integer not null default 0 check (weight_grams >= 0),
  on_sale boolean not null default true,
  position integer not null default 0
);
create index skus_product on skus (product_id, position);

-- One row for each category a product is found in (its own and those above it; category 0 is the whole shop), carrying
-- what lists are filtered and sorted by, so that every list is one index walk. Only products on sale stand on it. What is
-- left of them does not: it would have to be written with every order.
create table shelf (
  category_id bigint not null,
  product_id bigint not null references products on delete cascade,
  -- Of the cheapest SKU on sale.
  price_fen bigint not null,
  sales integer not null,
  published_at timestamptz not null,
  primary key (category_id, product_id)
);
-- The price is in each, so that a walk with bounds on the price passes by products without visiting them.
create index shelf_by_sales on shelf (category_id, sales desc, product_id desc) include (price_fen);
create index shelf_by_newest on shelf (category_id, published_at desc, product_id desc) include (price_fen);
create index shelf_by_price on shelf (category_id, price_fen, product_id);
create index shelf_by_product on shelf (product_id);

-- On hand is what lies in the shop; reserved is what of it is promised to orders that have not left yet.
create table stock (
  sku_id bigint primary key,
  on_hand integer not null check (on_hand >= 0),
  reserved integer not null default 0 check (reserved >= 0),
  low_stock_at integer not null default 10,
  -- How many movements this row has seen; the newest movement carries it as its seq.
  movements bigint not null default 0,
  constraint never_oversold check (reserved <= on_hand)
);

-- Every change of stock, with its cause. Summed, they give the stock row.
create table stock_movements (
  sku_id bigint not null,
  seq bigint not null,
  cause text not null check (cause in ('import', 'reserve', 'release', 'ship', 'return', 'adjust')),
  on_hand_change integer not null,
  reserved_change integer not null,
  order_no text collate "C",
  at timestamptz not null,
  primary key (sku_id, seq)
);
