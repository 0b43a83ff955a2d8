-- A catalogue file says by its name which freight template goods go by, so no two are called alike. Of those that were, the oldest
-- keeps its name, and the others are told apart by the end of their ids.
update freight_templates t
  set name = left(t.name, 50) || ' ' || right(t.template_id::text, 6), version = t.version + 1
  from (select template_id, row_number() over (partition by name order by made_at, template_id) as place
    from freight_templates) named
  where named.template_id = t.template_id and named.place > 1;
create unique index freight_templates_name on freight_templates (name);
