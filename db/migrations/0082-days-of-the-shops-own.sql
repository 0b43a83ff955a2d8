-- Days that campaigns are made for beside public holidays and shopping festivals, which the program knows: an anniversary, a live
-- sale.

create table own_days (
  days_id uuid primary key,
  name text not null check (char_length(name) between 1 and 30),
  name_en text check (char_length(name_en) between 1 and 60),
  first_day date not null,
  last_day date not null check (last_day >= first_day)
);
comment on table own_days is 'reference';
