-- What decides a price beside the goods themselves: campaigns (promotions, and those that give coupons), what is left of them,
-- coupons of customers, templates of freight; and of each order, why its total differs from what its goods are listed at.

create table campaigns (
  campaign_id uuid primary key,
  kind text not null check (kind in ('limited_time_price', 'flash_sale', 'member_price', 'n_for_m', 'second_at_half_price',
    'bundle_price', 'spend_and_save', 'amount', 'percent', 'freight', 'gift')),
  -- A draft was never running; one that is paused takes effect nowhere until it runs again.
  state text not null check (state in ('draft', 'running', 'paused')),
  name text not null check (char_length(name) between 1 and 60),
  name_en text check (char_length(name_en) between 1 and 60),
  -- Of a promotion when it holds, of coupons when they can be claimed.
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  -- By which a coupon is claimed, where it is not offered to everybody.
  code text collate "C" unique check (code ~ '^[A-Z0-9]{4,20}$'),
  -- What its kind asks for, in the names of the API.
  definition jsonb not null,
  version integer not null default 1,
  made_at timestamptz not null,
  changed_at timestamptz not null
);
comment on table campaigns is 'reference';

-- What a campaign may give, and what it has given: `all`, `budget` (in fen), `day 2026-11-27` (of Shanghai), `sku 17`. Locked by
-- rising campaign and part, before stock.
create table campaign_quotas (
  campaign_id uuid not null,
  part text collate "C" not null,
  used bigint not null default 0 check (used >= 0),
  -- Null: as much as is asked for.
  most bigint,
  constraint never_beyond_the_quota check (used <= most),
  primary key (campaign_id, part)
);
comment on table campaign_quotas is 'local, committed with customers';

-- A person gets of a campaign for new customers once, by whatever account: phone and browser as keyed hashes.
create table campaign_people (
  person_hash bytea not null,
  campaign_id uuid not null,
  primary key (person_hash, campaign_id)
);
comment on table campaign_people is 'look-up by person_hash';

create table coupons (
  customer_id text collate "C" not null,
  coupon_id uuid not null,
  campaign_id uuid not null,
  -- Of how many the customer has of this campaign it is which.
  nth integer not null check (nth > 0),
  state text not null check (state in ('usable', 'held', 'used', 'taken_back')),
  valid_from timestamptz not null,
  valid_until timestamptz not null check (valid_until > valid_from),
  way text not null check (way in ('claimed', 'code', 'given')),
  claimed_at timestamptz not null,
  order_no text collate "C",
  used_at timestamptz,
  primary key (customer_id, coupon_id),
  unique (customer_id, campaign_id, nth),
  constraint held_by_an_order check ((order_no is not null) = (state in ('held', 'used')))
);
comment on table coupons is 'customer';
create index coupons_usable on coupons (customer_id, valid_until) where state = 'usable';
create index coupons_of_orders on coupons (customer_id, order_no) where order_no is not null;

-- What orders took of campaigns that are limited, so that it goes back with them and nobody passes a limit of their own.
create table campaign_uses (
  customer_id text collate "C" not null,
  order_no text collate "C" not null,
  campaign_id uuid not null,
  part text collate "C" not null,
  amount bigint not null check (amount > 0),
  given_back boolean not null default false,
  primary key (customer_id, order_no, campaign_id, part)
);
comment on table campaign_uses is 'customer';
create index campaign_uses_of_customers on campaign_uses (customer_id, campaign_id) where not given_back;

create table freight_templates (
  template_id uuid primary key,
  name text not null check (char_length(name) between 1 and 60),
  definition jsonb not null,
  -- For goods that name none.
  is_default boolean not null default false,
  version integer not null default 1,
  made_at timestamptz not null,
  changed_at timestamptz not null
);
comment on table freight_templates is 'reference';
create unique index freight_templates_default on freight_templates (is_default) where is_default;
-- What freight was before there were templates: 8 yuan, free from 99 yuan of goods.
insert into freight_templates (template_id, name, definition, is_default, made_at, changed_at) values (
  '00000000-0000-7000-8000-000000000001', '全国通用',
  '{"basis": "piece", "rows": [{"regions": [], "firstUnits": 1000000, "firstAmount": 800, "furtherUnits": 1000000,
    "furtherAmount": 0, "surchargeAmount": 0, "days": [2, 4]}], "notServed": [],
    "free": {"fromAmount": 9900, "mode": "or", "basis": "after_all_discounts"}}',
  true, now(), now());

alter table products add column freight_template_id uuid references freight_templates;
alter table skus add column volume_cm3 integer not null default 0;
alter table skus add constraint skus_volume check (volume_cm3 >= 0);

alter table order_lines add column is_gift boolean not null default false;

-- Each fen by which an order's total differs from its goods as listed, once; freight before coupons is orders.freight_fen and what
-- a coupon took off it.
create table order_adjustments (
  customer_id text collate "C" not null,
  order_no text collate "C" not null,
  seq smallint not null,
  kind text not null,
  amount_fen bigint not null,
  campaign_id uuid,
  coupon_id uuid,
  label text not null,
  label_en text not null,
  -- What of it lies on which line, by SKU, in fen.
  lines jsonb not null default '{}',
  primary key (customer_id, order_no, seq),
  foreign key (customer_id, order_no) references orders
);
comment on table order_adjustments is 'customer';
create index order_adjustments_of_campaigns on order_adjustments (campaign_id) where campaign_id is not null;
