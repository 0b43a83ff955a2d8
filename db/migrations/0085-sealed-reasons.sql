-- Why somebody did something is in their own words, in which they may name a customer: it is sealed. What is about a customer is
-- part of what is sealed for them and goes with them; of all else the shop's own key seals it, here. Rows of before keep `reason`.
alter table audit_acts add column reason_sealed bytea;
