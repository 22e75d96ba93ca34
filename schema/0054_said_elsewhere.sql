-- What a CAQH extract or a certificate of insurance (COI) says of a provider, as far as it is held against our record
-- before a submission.  "" and absent: it says nothing of it.  Replaced by the next import.
CREATE TABLE said_elsewhere (
	provider_id     INTEGER NOT NULL REFERENCES provider,  -- of whom
	source          TEXT NOT NULL CHECK (source IN ('caqh', 'coi')),  -- who says it
	last_name       TEXT NOT NULL DEFAULT '',
	first_name      TEXT NOT NULL DEFAULT '',
	provider_type   TEXT NOT NULL DEFAULT '',        -- degree
	taxonomy_code   TEXT NOT NULL DEFAULT '',        -- the primary one
	state           TEXT NOT NULL DEFAULT '',        -- of practice, 2 letters
	license_number  TEXT NOT NULL DEFAULT '',        -- of the license of license_state
	license_state   TEXT NOT NULL DEFAULT '',        -- 2 letters
	license_until   TEXT,                            -- its last day, YYYY-MM-DD
	dea_number      TEXT NOT NULL DEFAULT '',
	dea_until       TEXT,                            -- its last day, YYYY-MM-DD
	tax_id          TEXT NOT NULL DEFAULT '',        -- 9 digits
	policy_number   TEXT NOT NULL DEFAULT '',        -- of the malpractice cover
	policy_issuer   TEXT NOT NULL DEFAULT '',        -- its carrier
	policy_until    TEXT,                            -- its last day, YYYY-MM-DD
	read_ms         INTEGER NOT NULL,                -- when it was read
	read_from       TEXT NOT NULL,                   -- the file
	PRIMARY KEY (provider_id, source)
) STRICT, WITHOUT ROWID;
