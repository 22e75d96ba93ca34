-- Changes that a person may take back for a while: an act, and what each thing was before it.
CREATE TABLE undo (
	undo_id   INTEGER PRIMARY KEY,
	actor     TEXT NOT NULL,                         -- who did it; nobody else takes it back
	at_ms     INTEGER NOT NULL,                      -- when it was done
	undone_ms INTEGER                                -- when it was taken back; absent: it was not
) STRICT;
CREATE TABLE undo_item (
	undo_item_id INTEGER PRIMARY KEY,
	undo_id      INTEGER NOT NULL REFERENCES undo ON DELETE CASCADE,  -- the act
	kind         TEXT NOT NULL CHECK (kind IN ('task assign', 'task move', 'task done', 'mail attach', 'mail handled')),
	object_id    INTEGER NOT NULL,                   -- task_id or message_id
	was          TEXT NOT NULL,                      -- assignee or day before; '' for none
	became       TEXT NOT NULL,                      -- the same afterwards: when it is another by now, it is not taken back
	case_id      INTEGER REFERENCES case_file,       -- that was told; absent: none
	before_json  TEXT NOT NULL DEFAULT ''            -- the case before it was told: step, state, variables, timers
) STRICT;
CREATE INDEX undo_item_by_undo ON undo_item (undo_id);
