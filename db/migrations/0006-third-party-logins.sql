-- Signing in by WeChat, QQ or Alipay: who of theirs is which customer of ours, and the two short-lived steps on the way
-- there. What a provider tells stands here only as a keyed hash or sealed; its tokens are never kept.

-- From the keyed hash of a provider's person to the customer: the one place that makes such a person unique, as
-- customer_phones does for phones.
create table login_subjects (
  provider text not null check (provider in ('wechat', 'qq', 'alipay')),
  subject_hash bytea not null,
  customer_id text collate "C" not null,
  primary key (provider, subject_hash)
);

create table login_links (
  customer_id text collate "C" not null references customers,
  provider text not null check (provider in ('wechat', 'qq', 'alipay')),
  subject_hash bytea not null,
  -- { appId, openId, displayName } in one envelope: they are always read together.
  sealed bytea not null,
  linked_at timestamptz not null,
  -- One of each provider: a second one would be a way in that nobody remembers.
  primary key (customer_id, provider)
);

-- A sign-in that was sent to a provider and has not come back. Taken out by the callback that names its state, so that
-- no state is good twice.
create table login_flows (
  -- SHA-256 of 256 random bits, which only the browser and the provider see.
  state_hash bytea primary key,
  provider text not null check (provider in ('wechat', 'qq', 'alipay')),
  intent text not null check (intent in ('sign-in', 'link')),
  -- Whose account is linked; nobody is known yet where somebody signs in.
  customer_id text collate "C",
  -- SHA-256 of the cookie of the browser that began it.
  browser_hash bytea not null,
  return_path text not null check (char_length(return_path) <= 500),
  -- Inside the provider's own app another app id is used, also for the exchange.
  inside_app boolean not null,
  expires_at timestamptz not null,
  check ((intent = 'link') = (customer_id is not null))
);
create index login_flows_expires_at on login_flows (expires_at);

-- Somebody whom a provider vouches for and whom we do not know yet, until a phone was proved.
create table pending_links (
  -- SHA-256 of the cookie of the browser that may complete it.
  browser_hash bytea primary key,
  provider text not null check (provider in ('wechat', 'qq', 'alipay')),
  subject_hash bytea not null,
  -- Sealed by the shop's shared key, since there is no customer yet.
  sealed bytea not null,
  return_path text not null check (char_length(return_path) <= 500),
  expires_at timestamptz not null
);
create index pending_links_expires_at on pending_links (expires_at);
