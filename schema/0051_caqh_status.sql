-- What CAQH last said of a provider: by its roster interface where there is a contract, else by a file that
-- somebody downloaded.
CREATE TABLE caqh_status (
	provider_id   INTEGER PRIMARY KEY REFERENCES provider,  -- whose profile
	caqh_id       TEXT NOT NULL,                     -- under which number
	is_found      INTEGER NOT NULL CHECK (is_found IN (0, 1)),  -- 0: CAQH knows no such number
	roster_status TEXT,                              -- ACTIVE, NOT ON ROSTER, or another word of theirs
	is_authorized INTEGER CHECK (is_authorized IN (0, 1)),  -- may we read the profile?
	status        TEXT,                              -- Re-Attestation, Expired Attestation ..., as CAQH words it
	status_day    TEXT,                              -- since when
	practice_state TEXT,                             -- as CAQH has it
	read_ms       INTEGER NOT NULL,                  -- when it last said so
	read_from     TEXT NOT NULL                      -- the file, or lookup
) STRICT;
