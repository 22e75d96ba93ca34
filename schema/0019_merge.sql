-- Two records of one person made one: the older is kept, what pointed to the other moves to it, and the
-- other stays as a record that has left.  While undone_ms is absent it stands for the kept one.
CREATE TABLE merge (
	merge_id  INTEGER PRIMARY KEY,                   -- its number
	kept_id   INTEGER NOT NULL REFERENCES provider,  -- the provider that stays
	gone_id   INTEGER NOT NULL REFERENCES provider,  -- the provider that was merged into it
	actor     TEXT NOT NULL,
	at_ms     INTEGER NOT NULL,
	undone_by TEXT,                                  -- who took it back
	undone_ms INTEGER,                               -- when; absent: it holds
	CHECK (kept_id <> gone_id)
) STRICT;
CREATE UNIQUE INDEX merge_holding ON merge (gone_id) WHERE undone_ms IS NULL;

-- Every value that a merge wrote, in order, so that it can be undone while none of them changed since.
CREATE TABLE merge_change (
	merge_id  INTEGER NOT NULL REFERENCES merge,     -- the merge
	ord       INTEGER NOT NULL,                      -- from 1
	in_table  TEXT NOT NULL,                         -- the table
	in_row    INTEGER NOT NULL,                      -- its row's id
	in_column TEXT NOT NULL,                         -- the column; "": the row itself was added
	was       TEXT,                                  -- the value before, as text
	became    TEXT,                                  -- the value after
	PRIMARY KEY (merge_id, ord)
) STRICT, WITHOUT ROWID;

-- Two providers who look alike, of whom somebody said that they are two people.
CREATE TABLE provider_pair (
	low_id  INTEGER NOT NULL REFERENCES provider,    -- the one with the smaller number
	high_id INTEGER NOT NULL REFERENCES provider,    -- the other one
	actor   TEXT NOT NULL,
	at_ms   INTEGER NOT NULL,
	reason  TEXT NOT NULL,                           -- why, in words
	PRIMARY KEY (low_id, high_id),
	CHECK (low_id < high_id)
) STRICT, WITHOUT ROWID;

-- The same credential of two people.
CREATE INDEX credential_by_number ON credential (folded_number, credential_type, state)
	WHERE folded_number <> '';
