-- The practice's own recurring duties, as catalogs/duties.yaml has them; a workflow is about one.  Only
-- those for which the catalog says when they are next due.
CREATE TABLE duty (
	duty_id      INTEGER PRIMARY KEY,
	key          TEXT NOT NULL UNIQUE CHECK (key <> ''),  -- in the catalog
	title        TEXT NOT NULL CHECK (title <> ''),  -- as a task says it
	evidence     TEXT NOT NULL,                      -- what proves that it was done
	every_months INTEGER CHECK (every_months > 0),   -- how often; this or every_days
	every_days   INTEGER CHECK (every_days > 0),     -- how often; this or every_months
	open_days    INTEGER NOT NULL CHECK (open_days >= 0),  -- so many days before next_day it becomes a task
	given_day    TEXT NOT NULL,                      -- next due, as the catalog said when it was last read
	next_day     TEXT NOT NULL,                      -- next due: as given at first, then counted on
	done_day     TEXT,                               -- when it was last done
	done_by      TEXT,                               -- by whom
	done_evidence TEXT,                              -- what was shown for it
	status       TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'retired')),  -- retired: no longer in the catalog
	created_ms   INTEGER NOT NULL,
	modified_ms  INTEGER NOT NULL,
	CHECK ((every_months IS NULL) <> (every_days IS NULL))
) STRICT;

-- The queue of changed records takes them, too.
ALTER TABLE changed RENAME TO changed_without_duties;
CREATE TABLE changed (
	changed_id   INTEGER PRIMARY KEY,     -- the order in which they are looked at
	subject_type TEXT NOT NULL CHECK (subject_type IN ('provider', 'credential', 'enrollment', 'duty')),
	subject_id   INTEGER NOT NULL,
	at_ms        INTEGER NOT NULL,
	UNIQUE (subject_type, subject_id)
) STRICT;
INSERT INTO changed SELECT changed_id, subject_type, subject_id, at_ms FROM changed_without_duties;
DROP TABLE changed_without_duties;
