-- How many pieces of a product one customer may buy: within so many days, or ever where no days are said.

alter table products add column purchase_limit_pieces integer;
alter table products add column purchase_limit_days integer;
alter table products add constraint purchase_limit_fits check (
  purchase_limit_pieces > 0 and (purchase_limit_days is null or purchase_limit_days > 0)
  or purchase_limit_pieces is null and purchase_limit_days is null
);
