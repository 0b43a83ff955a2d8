-- A claim of a coupon that is sent again is answered with the coupon that the first one got.

alter table coupons add column claim_key text collate "C";
alter table coupons add constraint coupons_claim_key_length check (char_length(claim_key) between 1 and 80);
create unique index coupons_claim_keys on coupons (customer_id, claim_key) where claim_key is not null;
-- A list of what somebody has had is read in this order.
create index coupons_by_end on coupons (customer_id, valid_until, coupon_id);
