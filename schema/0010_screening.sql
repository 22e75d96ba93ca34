-- Lists of parties that are excluded from federal or state programs, each as one file was read.  The
-- current one of a list has its rows; those before it are kept as records without rows.
CREATE TABLE screening_list (
	screening_list_id INTEGER PRIMARY KEY,
	list           TEXT NOT NULL CHECK (list <> ''),  -- leie, sam, state:CA
	list_day       TEXT NOT NULL,                     -- the date of the list
	is_day_given   INTEGER NOT NULL DEFAULT 0 CHECK (is_day_given IN (0, 1)),  -- by a person or by the file's name; else it is that of the file
	file           TEXT NOT NULL,                     -- as it was named when read, without its folder
	sha256         TEXT NOT NULL,                     -- of the file's bytes
	bytes          INTEGER NOT NULL,
	row_count      INTEGER NOT NULL,                  -- rows that could be read, those of reinstated parties among them
	malformed      INTEGER NOT NULL,                  -- rows that could not, and were left out
	reinstated     INTEGER NOT NULL,                  -- rows that say that the exclusion has ended: not matched
	status         TEXT NOT NULL CHECK (status IN ('loading', 'current', 'replaced')),
	loaded_ms      INTEGER NOT NULL,
	loaded_by      TEXT NOT NULL                      -- who loaded it
) STRICT;
CREATE UNIQUE INDEX screening_list_current ON screening_list (list) WHERE status = 'current';

-- Rows of a list that could not be read, the first thousand of them.
CREATE TABLE screening_malformed (
	screening_list_id INTEGER NOT NULL REFERENCES screening_list,
	line              INTEGER NOT NULL,               -- in the file, from 1
	text              TEXT NOT NULL                   -- what is wrong
) STRICT;
CREATE INDEX screening_malformed_by_list ON screening_malformed (screening_list_id);

-- What matching looks at, one row a listed party; small, because a run reads all of them.
CREATE TABLE screening_entry (
	screening_entry_id INTEGER PRIMARY KEY,
	screening_list_id  INTEGER NOT NULL REFERENCES screening_list,
	line               INTEGER NOT NULL,              -- in the file
	npis               TEXT NOT NULL DEFAULT '',      -- valid ones, parted by blanks
	birth_day          TEXT,
	state              TEXT NOT NULL DEFAULT '',
	names              TEXT NOT NULL                  -- folded for comparing, one a line: "kind|last|first|middle"
) STRICT;
CREATE INDEX screening_entry_by_list ON screening_entry (screening_list_id);

-- The same parties as the list has them: same number.
CREATE TABLE screening_row (
	screening_entry_id INTEGER PRIMARY KEY REFERENCES screening_entry ON DELETE CASCADE,
	row_key            TEXT NOT NULL,                 -- digest of all cells: another one when any of them changes
	row_json           TEXT NOT NULL                  -- cells that are not empty, by the list's headings
) STRICT;

-- Staff, contractors, owners and vendors who are screened and are no providers.
CREATE TABLE party (
	party_id      INTEGER PRIMARY KEY,
	relation      TEXT NOT NULL DEFAULT 'staff' CHECK (relation IN ('staff', 'contractor', 'owner', 'vendor')),
	last_name     TEXT NOT NULL DEFAULT '',           -- of a person
	first_name    TEXT NOT NULL DEFAULT '',
	middle_name   TEXT NOT NULL DEFAULT '',
	business_name TEXT NOT NULL DEFAULT '',           -- of a firm
	other_name    TEXT NOT NULL DEFAULT '',           -- a former last name, or what the firm trades as
	npi           TEXT,
	birth_day     TEXT,                               -- sensitive: never in mail or feeds
	state         TEXT,                               -- where they live or sit
	status        TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'left')),
	note          TEXT NOT NULL DEFAULT '',
	folded_name   TEXT NOT NULL DEFAULT '',           -- "last first" or the firm's, folded, for finding
	created_ms    INTEGER NOT NULL,
	modified_ms   INTEGER NOT NULL,
	CHECK ((last_name <> '') + (business_name <> '') = 1)
) STRICT;
CREATE INDEX party_by_name ON party (folded_name);

-- One look at all lists.  The proof of a month is made of these; rows are never changed.
CREATE TABLE screening_run (
	screening_run_id INTEGER PRIMARY KEY,
	at_ms            INTEGER NOT NULL,
	on_day           TEXT NOT NULL,                   -- the same in the organization's zone
	by               TEXT NOT NULL,                   -- who ran it
	is_all           INTEGER NOT NULL CHECK (is_all IN (0, 1)),  -- everybody, not one provider alone
	screened         INTEGER NOT NULL,                -- how many
	found            INTEGER NOT NULL,                -- matches that it saw, resolved ones among them
	sha256           TEXT NOT NULL                    -- over who was screened, by number, NPI, names and birth
) STRICT;
CREATE INDEX screening_run_by_day ON screening_run (on_day);

-- Which lists a run looked at, as they were then.
CREATE TABLE screening_run_list (
	screening_run_id  INTEGER NOT NULL REFERENCES screening_run,
	screening_list_id INTEGER NOT NULL REFERENCES screening_list,
	list_day          TEXT NOT NULL,                  -- its date on the day of the run
	PRIMARY KEY (screening_run_id, screening_list_id)
) STRICT;

-- Whom a run looked at: numbers from first to last without a gap.
CREATE TABLE screening_run_subject (
	screening_run_id INTEGER NOT NULL REFERENCES screening_run,
	subject_type     TEXT NOT NULL CHECK (subject_type IN ('provider', 'party')),
	first_id         INTEGER NOT NULL,                -- the first number
	last_id          INTEGER NOT NULL,                -- the last number
	PRIMARY KEY (screening_run_id, subject_type, first_id)
) STRICT;

-- A listed party that may be one of ours.  A person decides; the same row never asks twice.
CREATE TABLE screening_match (
	match_id     INTEGER PRIMARY KEY,
	subject_type TEXT NOT NULL CHECK (subject_type IN ('provider', 'party')),
	subject_id   INTEGER NOT NULL,
	list         TEXT NOT NULL,                       -- leie, sam, state:CA
	row_key      TEXT NOT NULL,                       -- digest of the list's row
	row_json     TEXT NOT NULL,                       -- the row, kept when the list is replaced
	rank         INTEGER NOT NULL CHECK (rank BETWEEN 1 AND 4),  -- 1 NPI; 2 names and birth; 3 names; 4 other names, near names, businesses
	score        INTEGER NOT NULL,                    -- 0 to 100: how much agrees
	reasons_json TEXT NOT NULL,                       -- what agrees, in words
	status       TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'false', 'true', 'waived', 'gone')),  -- false: somebody else; true: the same; waived: the same, but waived; gone: no longer found before anybody decided
	reason       TEXT,                                -- why it was decided so
	resolved_by  TEXT,                                -- who decided
	resolved_ms  INTEGER,
	found_ms     INTEGER NOT NULL,                    -- when it was first seen
	first_run_id INTEGER NOT NULL REFERENCES screening_run,
	last_run_id  INTEGER NOT NULL REFERENCES screening_run,  -- the last run that saw it
	ended_ms     INTEGER,                             -- when a run no longer saw it; absent while it is there
	UNIQUE (subject_type, subject_id, list, row_key)
) STRICT;
CREATE INDEX screening_match_open ON screening_match (rank, match_id) WHERE status = 'open';
