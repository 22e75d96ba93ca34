-- People who are credentialed.  One row a person; the NPI is the natural key.
CREATE TABLE provider (
	provider_id       INTEGER PRIMARY KEY,
	npi               TEXT NOT NULL UNIQUE CHECK (length(npi) = 10),  -- check digit verified by the program
	last_name         TEXT NOT NULL CHECK (last_name <> ''),
	first_name        TEXT NOT NULL DEFAULT '',
	middle_name       TEXT NOT NULL DEFAULT '',
	suffix            TEXT NOT NULL DEFAULT '',      -- Jr., III
	provider_type     TEXT NOT NULL DEFAULT '',      -- MD, DO, NP, PA, LCSW ... as written
	specialty         TEXT NOT NULL DEFAULT '',      -- in words
	taxonomy_code     TEXT,                          -- NUCC, 10 characters
	birth_day         TEXT,                          -- sensitive: never in mail or feeds
	sex               TEXT,                          -- as NPPES says it: F, M, U, X
	email             TEXT,
	phone             TEXT,
	practice_state    TEXT,                          -- where the provider mainly practises, 2 letters
	start_day         TEXT,                          -- first working day; onboarding counts back from it
	caqh_id           TEXT,
	caqh_attested_day TEXT,                          -- last attestation; the clock runs from here
	dea_number        TEXT,
	enumerated_day    TEXT,                          -- NPPES enumeration date
	nppes_updated_day TEXT,                          -- NPPES last update
	status            TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'leaving', 'left')),
	note              TEXT NOT NULL DEFAULT '',
	folded_name       TEXT NOT NULL DEFAULT '',      -- "last first middle", folded, for finding
	created_ms        INTEGER NOT NULL,
	modified_ms       INTEGER NOT NULL
) STRICT;
CREATE INDEX provider_by_name ON provider (folded_name);
CREATE INDEX provider_by_email ON provider (lower(email));
CREATE INDEX provider_by_state ON provider (practice_state);

-- Other names a person is or was known by (maiden, alias); never deleted.
CREATE TABLE provider_name (
	provider_name_id INTEGER PRIMARY KEY,
	provider_id      INTEGER NOT NULL REFERENCES provider,
	kind             TEXT NOT NULL,                  -- former, alias, professional
	last_name        TEXT NOT NULL,
	first_name       TEXT NOT NULL DEFAULT '',
	UNIQUE (provider_id, kind, last_name, first_name)
) STRICT;
