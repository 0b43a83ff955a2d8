-- However often it is used, a session ends 180 days after its sign-in, so that one that was stolen without anybody noticing
-- does not last for good. Those of before are cut to that, which ends the older ones at once. In hours, since a day of some
-- time zones has 23 or 25.
update sessions set expires_at = created_at + interval '4320 hours'
where expires_at > created_at + interval '4320 hours';
alter table sessions add constraint sessions_end_after_half_a_year
  check (expires_at <= created_at + interval '4320 hours');
