-- Where a session was last used, as coarse as a city, so that a customer recognises one that is not theirs. The address
-- itself is not kept.

alter table sessions add column place text not null default '' check (char_length(place) <= 60);
