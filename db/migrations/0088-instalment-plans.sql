-- What the shop has agreed with its gateways about paying by instalments: one plan for each number of periods of a gateway.
-- A plan that is no longer offered is switched off and stays, so that what was offered can be told.

create table instalment_plans (
  plan_id uuid primary key,
  gateway text collate "C" not null check (gateway ~ '^[a-z][a-z0-9_]{1,31}$'),
  periods smallint not null check (periods between 2 and 60),
  -- Of the whole amount for all periods together, in basis points.
  fee_rate integer not null check (fee_rate between 0 and 3000),
  fee_bearer text not null check (fee_bearer in ('buyer', 'shop')),
  -- A period is one yuan at least: none is 0.
  least_fen bigint not null,
  constraint instalment_plans_periods_cost_something check (least_fen >= periods * 100),
  -- Without foreign keys: what was removed from the catalogue excludes nothing.
  excluded_product_ids bigint[] not null default '{}' check (cardinality(excluded_product_ids) <= 500),
  excluded_category_ids bigint[] not null default '{}' check (cardinality(excluded_category_ids) <= 500),
  is_on boolean not null,
  version integer not null default 1 check (version > 0),
  made_at timestamptz not null,
  changed_at timestamptz not null,
  constraint instalment_plans_once unique (gateway, periods)
);
comment on table instalment_plans is 'reference';
