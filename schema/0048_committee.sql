-- A meeting of the credentials committee: which files it looks at, who was there, what was said beside the files.
CREATE TABLE committee_meeting (
	committee_meeting_id INTEGER PRIMARY KEY,        -- its number
	held_day   TEXT NOT NULL,                        -- on which it meets
	chair      TEXT NOT NULL DEFAULT '',             -- who leads it
	present    TEXT NOT NULL DEFAULT '',             -- who was there, as the minutes name them
	note       TEXT NOT NULL DEFAULT '',             -- what was said beside the files
	status     TEXT NOT NULL DEFAULT 'planned' CHECK (status IN ('planned', 'held')),  -- held: the minutes are closed
	created_by TEXT NOT NULL,                        -- who planned it
	created_ms INTEGER NOT NULL,
	closed_by  TEXT,                                 -- whose minutes they are
	closed_ms  INTEGER,
	CHECK ((status = 'held') = (closed_ms IS NOT NULL))
) STRICT;

-- A provider's file on the list of a meeting, and what was decided.
CREATE TABLE committee_item (
	committee_item_id    INTEGER PRIMARY KEY,        -- its number
	committee_meeting_id INTEGER NOT NULL REFERENCES committee_meeting,  -- the meeting
	provider_id   INTEGER NOT NULL REFERENCES provider,  -- whose file it is
	enrollment_id INTEGER REFERENCES enrollment,     -- for which payer; absent: for the practice itself
	kind          TEXT NOT NULL CHECK (kind IN ('initial', 'recredentialing', 'review')),  -- why it is looked at
	flags_json    TEXT NOT NULL DEFAULT '[]',        -- red flags when it was decided: [{"kind","words"}]; none: a clean file
	decision      TEXT CHECK (decision IN ('approved', 'conditional', 'deferred', 'denied')),  -- absent: not yet
	conditions    TEXT,                              -- under which it was approved
	reason        TEXT,                              -- why it was denied or deferred
	review_day    TEXT,                              -- by which conditions are looked at again
	is_by_director INTEGER NOT NULL DEFAULT 0 CHECK (is_by_director IN (0, 1)),  -- a clean file, without the committee
	decided_day   TEXT,                              -- of the decision
	decided_by    TEXT,                              -- who noted it; by the director: who that is
	letter_due_day TEXT,                             -- the last day for the letter (NCQA: 30 days); absent: none is needed
	letter_day    TEXT,                              -- it left
	letter_by     TEXT,                              -- who sent it
	created_by    TEXT NOT NULL,                     -- who put it on the list
	created_ms    INTEGER NOT NULL,
	CHECK ((decision IS NULL) = (decided_day IS NULL))
) STRICT;
CREATE INDEX committee_item_by_meeting ON committee_item (committee_meeting_id);
CREATE INDEX committee_item_by_provider ON committee_item (provider_id);
CREATE INDEX committee_item_letters ON committee_item (letter_due_day) WHERE letter_due_day IS NOT NULL AND letter_day IS NULL;

-- How a member voted.  Who has a stake in it recuses and is not counted.
CREATE TABLE committee_vote (
	committee_item_id INTEGER NOT NULL REFERENCES committee_item,  -- the file
	member     TEXT NOT NULL CHECK (member <> ''),   -- who votes
	vote       TEXT NOT NULL CHECK (vote IN ('approve', 'deny', 'abstain', 'recuse')),  -- recuse: not counted
	reason     TEXT NOT NULL DEFAULT '',             -- in their words; of a recusal: the stake
	noted_by   TEXT NOT NULL,                        -- who entered it
	at_ms      INTEGER NOT NULL,
	PRIMARY KEY (committee_item_id, member)
) STRICT, WITHOUT ROWID;
