-- What an import changes of stock says who had it imported, as work by hand does; imports of before do not.
alter table stock_movements drop constraint stock_movements_by_hand;
alter table stock_movements add constraint stock_movements_by_hand
  check (case when cause in ('receive', 'count', 'write_off') then member_id is not null
    when cause = 'import' then true else member_id is null end);
