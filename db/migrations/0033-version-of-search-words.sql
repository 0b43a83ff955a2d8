-- In which way the words of a product were made ready for search. Those of an older way are indexed anew by a job, so that a
-- shop that is brought up to date finds what a new one finds. 0: before there was a version.
alter table products add column search_version smallint not null default 0;
create index products_search_version on products (search_version, product_id);
