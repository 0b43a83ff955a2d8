-- In how many periods a payment is paid back to its gateway, and what that was to cost the buyer: as the plan was when the payment
-- was begun. All null where it is paid at once. The fee is between the buyer and the gateway and no part of the payment's amount.

alter table payments add column instalment_periods smallint;
alter table payments add column instalment_fee_rate integer;
alter table payments add column instalment_fee_bearer text;
alter table payments add column instalment_fee_fen bigint;
alter table payments add column instalment_yearly_rate integer;
alter table payments add constraint payments_instalments_whole check (
  num_nulls(instalment_periods, instalment_fee_rate, instalment_fee_bearer, instalment_fee_fen, instalment_yearly_rate) in (0, 5)
);
alter table payments add constraint payments_instalments_fit check (
  instalment_periods > 1 and instalment_fee_fen >= 0 and instalment_fee_bearer in ('buyer', 'shop')
    and (instalment_fee_bearer = 'buyer' or instalment_fee_fen = 0)
);
