-- The revalidation list of CMS asked about, too.
ALTER TABLE registry_lookup RENAME TO registry_lookup_of_nppes;
CREATE TABLE registry_lookup (
	registry_lookup_id INTEGER PRIMARY KEY,          -- its number
	registry    TEXT NOT NULL CHECK (registry IN ('nppes', 'revalidation')),  -- which registry
	asked_for   TEXT NOT NULL,                       -- the NPI; of a whole file its name
	provider_id INTEGER REFERENCES provider,         -- whom we knew under it then
	at_ms       INTEGER NOT NULL,
	actor       TEXT NOT NULL,
	result      TEXT NOT NULL CHECK (result IN ('found', 'none', 'failed')),  -- none: it knows no such number; failed: no answer that could be read
	reason      TEXT,                                -- why it failed
	sha256      TEXT,
	answer      TEXT                                 -- the body as it came; absent when it failed, and of a whole file
) STRICT;
INSERT INTO registry_lookup SELECT registry_lookup_id, registry, asked_for, provider_id, at_ms, actor, result,
	reason, sha256, answer FROM registry_lookup_of_nppes;
DROP TABLE registry_lookup_of_nppes;
CREATE INDEX registry_lookup_by_number ON registry_lookup (registry, asked_for, at_ms);

-- What the revalidation list of CMS last said of an enrollment with Medicare under an NPI of ours: of a provider
-- or of a group.  A day stays on that list after filing: it does not prove that nothing was filed.
CREATE TABLE revalidation (
	revalidation_id  INTEGER PRIMARY KEY,            -- its number
	npi              TEXT NOT NULL,                  -- a provider's or a location's group_npi
	pecos_enrollment TEXT NOT NULL,                  -- PECOS enrollment: I or O and 14 digits
	name             TEXT NOT NULL,                  -- as the list has it
	state            TEXT NOT NULL,                  -- enrollment state, 2 letters
	specialty        TEXT NOT NULL,                  -- as the list has it
	due_day          TEXT,                           -- absent: to be determined
	adjusted_day     TEXT,                           -- counts instead, where CMS has moved it
	read_ms          INTEGER NOT NULL,               -- when the list last said so
	read_from        TEXT NOT NULL,                  -- the file
	UNIQUE (npi, pecos_enrollment)
) STRICT;
