-- The weekly review: actions that were written down, one to three a week; the next weeks show what became of them.
CREATE TABLE review_action (
	review_action_id INTEGER PRIMARY KEY,            -- its number
	week_day   TEXT NOT NULL,                        -- Monday of the week whose review wrote it down
	text       TEXT NOT NULL CHECK (text <> ''),
	owner      TEXT NOT NULL DEFAULT '',             -- who does it
	due_day    TEXT,
	status     TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'done', 'dropped')),
	outcome    TEXT,                                 -- what came of it, or why it was dropped
	created_by TEXT NOT NULL,                        -- who wrote it down
	created_ms INTEGER NOT NULL,
	closed_by  TEXT,
	closed_ms  INTEGER,
	CHECK ((status = 'open') = (closed_ms IS NULL))
) STRICT;
CREATE INDEX review_action_open ON review_action (week_day) WHERE status = 'open';
CREATE INDEX review_action_closed ON review_action (closed_ms) WHERE closed_ms IS NOT NULL;

-- The figures of a week as its review saw them, to be held against the next.
CREATE TABLE review_figure (
	week_day TEXT NOT NULL,                          -- Monday of the week
	name     TEXT NOT NULL,                          -- of the report "weekly"
	value    INTEGER,                                -- absent: nothing could be counted
	at_ms    INTEGER NOT NULL,
	PRIMARY KEY (week_day, name)
) STRICT, WITHOUT ROWID;
