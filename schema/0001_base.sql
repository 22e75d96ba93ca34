-- What every other table leans on: the list of applied schema files, single facts about this
-- database, and the queue through which a changed record wakes the start rules.
--
-- Conventions: ids are small integers that people may see; civil days are TEXT "YYYY-MM-DD" and end
-- in _day; instants are milliseconds UTC since 1970 and end in _ms; NULL means "not known" or "not yet";
-- is_/has_/may_ columns are 0 or 1; _json columns hold one JSON value that SQL never looks into.

CREATE TABLE migration (
	file       TEXT PRIMARY KEY,          -- "schema/0001_base.sql"
	sha256     TEXT NOT NULL,             -- of the file as applied; a changed one is refused
	applied_ms INTEGER NOT NULL
) STRICT;

-- Facts of the whole database, one row each: "database_id" (random, part of each letter's identity),
-- "last_now_ms" (the latest committed clock: time never runs backwards), "swept_day" (the last day on
-- which start rules looked at every record), "sent_high_water" (letters sent).
CREATE TABLE fact (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT;

-- Records whose start rules and open cases have to look again; drained by the tick.  One row a record.
CREATE TABLE changed (
	changed_id   INTEGER PRIMARY KEY,     -- the order in which they are looked at
	subject_type TEXT NOT NULL CHECK (subject_type IN ('provider', 'credential', 'enrollment')),
	subject_id   INTEGER NOT NULL,
	at_ms        INTEGER NOT NULL,
	UNIQUE (subject_type, subject_id)
) STRICT;
