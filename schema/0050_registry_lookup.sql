-- SAM.gov and CAQH are asked, too, and a registry that wants to be left alone for a while is.
ALTER TABLE registry_lookup RENAME TO registry_lookup_of_two;
-- Each question that was put to a registry, with the whole answer: evidence of what it said then.
CREATE TABLE registry_lookup (
	registry_lookup_id INTEGER PRIMARY KEY,          -- its number
	registry    TEXT NOT NULL CHECK (registry IN ('nppes', 'revalidation', 'sam', 'caqh')),  -- which registry
	asked_for   TEXT NOT NULL,                       -- the NPI, the CAQH number, for SAM.gov the name; of a whole file its name
	provider_id INTEGER REFERENCES provider,         -- whom we knew under it then
	at_ms       INTEGER NOT NULL,
	actor       TEXT NOT NULL,
	result      TEXT NOT NULL CHECK (result IN ('found', 'none', 'failed')),  -- none: it knows no such one; failed: no answer that could be read
	reason      TEXT,                                -- why it failed
	again_ms    INTEGER,                             -- the registry wants no question before (429, Retry-After); absent: at any time
	sha256      TEXT,                                -- of the answer
	answer      TEXT                                 -- the body as it came, without our key; absent when it failed, and of a whole file
) STRICT;
INSERT INTO registry_lookup SELECT registry_lookup_id, registry, asked_for, provider_id, at_ms, actor, result,
	reason, NULL, sha256, answer FROM registry_lookup_of_two;
DROP TABLE registry_lookup_of_two;
CREATE INDEX registry_lookup_by_number ON registry_lookup (registry, asked_for, at_ms);
CREATE INDEX registry_lookup_again ON registry_lookup (registry, again_ms) WHERE again_ms IS NOT NULL;
