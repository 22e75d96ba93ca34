-- Checks of more than two words are written with OR: for each IN of them SQLite makes a table in memory whenever a
-- row is written, which is a tenth of what a step costs.

-- One subject walking through one workflow.  The row is the truth; history explains it.
CREATE TABLE case_file (
	case_id        INTEGER PRIMARY KEY,              -- people write it CR-<case_id>
	definition_id  INTEGER NOT NULL REFERENCES definition,
	workflow       TEXT NOT NULL,                    -- the definition's name
	subject_type   TEXT NOT NULL,                    -- provider, credential, enrollment
	subject_id     INTEGER NOT NULL,
	provider_id    INTEGER REFERENCES provider,      -- of the subject, for finding
	payer_id       INTEGER REFERENCES payer,         -- of the subject, where it has one
	parent_case_id INTEGER REFERENCES case_file,
	parent_event   TEXT,                             -- event the parent gets when this one is done
	is_bound_to_parent INTEGER NOT NULL DEFAULT 0 CHECK (is_bound_to_parent IN (0, 1)),  -- cancelled when the parent ends
	state          TEXT NOT NULL,                    -- as the workflow spells it
	rev            INTEGER NOT NULL DEFAULT 0,       -- grows by one with each step; compare-and-set
	vars_json      TEXT NOT NULL DEFAULT '{}',       -- typed by the definition
	status         TEXT NOT NULL CHECK (status = 'open' OR status = 'done' OR status = 'cancelled' OR status = 'stuck'),
	stuck_reason   TEXT,
	paused_ms      INTEGER,                          -- a person stopped its timers; NULL: running
	owner          TEXT,                             -- the person in charge
	entered_ms     INTEGER NOT NULL,                 -- into the present state
	opened_ms      INTEGER NOT NULL,
	closed_ms      INTEGER,
	hash           TEXT NOT NULL DEFAULT '',         -- head of the history's hash chain
	is_start_spent INTEGER NOT NULL DEFAULT 0 CHECK (is_start_spent IN (0, 1))  -- it ended while its start
	                                                 -- rule was true: not begun again until it was false
) STRICT;
-- One open case per subject and workflow.
CREATE UNIQUE INDEX case_open ON case_file (workflow, subject_type, subject_id) WHERE status IN ('open', 'stuck');
CREATE INDEX case_by_subject ON case_file (subject_type, subject_id);
CREATE INDEX case_by_provider ON case_file (provider_id, status);
CREATE INDEX case_by_payer ON case_file (payer_id, status);
CREATE INDEX case_by_state ON case_file (status, workflow, state);
CREATE INDEX case_waiting ON case_file (entered_ms, case_id) WHERE status IN ('open', 'stuck');
CREATE INDEX case_by_parent ON case_file (parent_case_id) WHERE parent_case_id IS NOT NULL;

-- Something that happened to a case.  Inserting the same dedup key again changes nothing.
CREATE TABLE event (
	event_id     INTEGER PRIMARY KEY,
	case_id      INTEGER NOT NULL REFERENCES case_file,
	name         TEXT NOT NULL,                      -- "mail.reply", "user.submit", "timer.chase"
	dedup        TEXT NOT NULL,                      -- m:<hash of the mail>, t:<timer>:<set_seq>:<n>, u:<request>
	source       TEXT NOT NULL,                      -- who or what: "timer", "mail 12", "maria"
	occurred_ms  INTEGER NOT NULL,                   -- ranks events of one case; a timer's due time
	received_ms  INTEGER NOT NULL,
	payload_json TEXT NOT NULL DEFAULT '{}',
	status       TEXT NOT NULL DEFAULT 'new'
	             CHECK (status = 'new' OR status = 'done' OR status = 'ignored' OR status = 'dead'),
	tries        INTEGER NOT NULL DEFAULT 0,
	next_ms      INTEGER NOT NULL,                   -- not before, while new
	error        TEXT,                               -- of the last try
	UNIQUE (case_id, dedup)
) STRICT;
CREATE INDEX event_new ON event (next_ms, event_id) WHERE status = 'new';
CREATE INDEX event_new_of_case ON event (case_id, occurred_ms, event_id) WHERE status = 'new';

-- A promise to come back to a case at a time.  Armed ones only; one per name.
CREATE TABLE timer (
	case_id   INTEGER NOT NULL REFERENCES case_file,
	name      TEXT NOT NULL,
	due_ms    INTEGER NOT NULL,
	anchor_ms INTEGER NOT NULL,                      -- what "every" counts from
	n         INTEGER NOT NULL,                      -- number of the next firing, from 1
	max_n     INTEGER NOT NULL,                      -- 0: no end; firing max_n + 1 runs "then"
	needs     TEXT NOT NULL CHECK (needs IN ('none', 'mail')),  -- mail: not before the inbox was read
	set_seq   INTEGER NOT NULL,                      -- history seq of the step that armed it
	rule      TEXT NOT NULL,                         -- rule id in the definition
	is_held   INTEGER NOT NULL DEFAULT 0 CHECK (is_held IN (0, 1)),  -- the case is paused or stuck
	PRIMARY KEY (case_id, name)
) STRICT;
CREATE INDEX timer_due ON timer (needs, due_ms, case_id, name) WHERE is_held = 0;  -- in the order of firing

-- One row a step, append only.
CREATE TABLE history (
	history_id    INTEGER PRIMARY KEY,
	case_id       INTEGER NOT NULL REFERENCES case_file,
	seq           INTEGER NOT NULL,                  -- from 1 without gaps; the case's rev after the step
	definition_id INTEGER NOT NULL REFERENCES definition,
	event_id      INTEGER REFERENCES event,          -- NULL: the opening
	rule          TEXT NOT NULL,                     -- rule id; "" for an opening without rule
	rule_line     INTEGER NOT NULL,                  -- in the definition's source
	from_state    TEXT NOT NULL,
	to_state      TEXT NOT NULL,
	at_ms         INTEGER NOT NULL,
	actor         TEXT NOT NULL,
	trace_json    TEXT NOT NULL,                     -- what was looked at: rules, guards with values
	changes_json  TEXT NOT NULL,                     -- vars, timers, effects of this step
	prev_hash     TEXT NOT NULL,
	hash          TEXT NOT NULL,
	UNIQUE (case_id, seq)
) STRICT;

-- What a person is asked to do.
CREATE TABLE task (
	task_id    INTEGER PRIMARY KEY,
	case_id    INTEGER REFERENCES case_file,         -- NULL: about the program itself
	seq        INTEGER,                              -- history seq of the step that made it
	rule       TEXT NOT NULL DEFAULT '',
	name       TEXT NOT NULL,                        -- as the workflow spells it
	title      TEXT NOT NULL,
	role       TEXT NOT NULL DEFAULT 'coordinator',
	assignee   TEXT,
	due_day    TEXT,
	is_escalation INTEGER NOT NULL DEFAULT 0 CHECK (is_escalation IN (0, 1)),
	event      TEXT,                                 -- the case gets it when the task is done; NULL: none
	status     TEXT NOT NULL DEFAULT 'open' CHECK (status = 'open' OR status = 'done' OR status = 'cancelled'),
	created_ms INTEGER NOT NULL,
	closed_ms  INTEGER,
	closed_by  TEXT
) STRICT;
CREATE INDEX task_open ON task (status, due_day) WHERE status = 'open';
CREATE INDEX task_by_case ON task (case_id, status);

-- A civil day that people must see in their calendars.  One per name and case; it moves, it does not multiply.
CREATE TABLE deadline (
	deadline_id INTEGER PRIMARY KEY,
	case_id     INTEGER NOT NULL REFERENCES case_file,
	name        TEXT NOT NULL,
	seq         INTEGER NOT NULL,                    -- history seq of the last change
	rule        TEXT NOT NULL DEFAULT '',
	kind        TEXT NOT NULL DEFAULT '',            -- expirables, attestations, followups, recredentialing, committee, enrollment, verification
	title       TEXT NOT NULL,
	on_day      TEXT NOT NULL,
	uid         TEXT NOT NULL UNIQUE,                -- of the calendar event; never changes
	sequence    INTEGER NOT NULL DEFAULT 0,          -- RFC 5545 SEQUENCE
	status      TEXT NOT NULL DEFAULT 'open' CHECK (status = 'open' OR status = 'done' OR status = 'cancelled'),
	created_ms  INTEGER NOT NULL,
	modified_ms INTEGER NOT NULL,
	UNIQUE (case_id, name)
) STRICT;
CREATE INDEX deadline_by_day ON deadline (status, on_day);
