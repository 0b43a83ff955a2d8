-- What was done to anything of a kind, newest first: all that was done to keys, say, whichever it was.

create index audit_acts_by_subject_kind on audit_acts (subject_kind, at, seq);
