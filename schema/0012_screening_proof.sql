-- Under which names somebody was screened: from that run on, until a later row says otherwise.  Only what
-- changed is written, so the names of every run are there without being kept once a month.
CREATE TABLE screening_identity (
	subject_type TEXT NOT NULL CHECK (subject_type IN ('provider', 'party')),  -- one of ours:
	subject_id   INTEGER NOT NULL,                   -- their number
	from_run_id  INTEGER NOT NULL REFERENCES screening_run,  -- the first run that looked for these
	text         TEXT NOT NULL,                      -- "npi|birth day|state", then a line a name: "kind|last|first|middle"; sensitive
	PRIMARY KEY (subject_type, subject_id, from_run_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX screening_identity_by_run ON screening_identity (from_run_id);

-- Somebody put their name under the page of a month.
CREATE TABLE screening_proof (
	screening_proof_id INTEGER PRIMARY KEY,
	month       TEXT NOT NULL,                       -- YYYY-MM
	provider_id INTEGER REFERENCES provider,         -- the page of this one alone; absent: of everybody
	sha256      TEXT NOT NULL,                       -- over what the page said
	signed_by   TEXT NOT NULL,                       -- who
	signed_ms   INTEGER NOT NULL                     -- when
) STRICT;
CREATE INDEX screening_proof_by_month ON screening_proof (month);

-- Which runs looked at a list.
CREATE INDEX screening_run_list_by_list ON screening_run_list (screening_list_id);

-- An open task by its name: those that a program asks for by name are looked for before each is added.
CREATE INDEX task_by_name ON task (name) WHERE status = 'open';
