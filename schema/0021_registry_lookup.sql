-- Each question that was put to a public registry, with the whole answer: evidence of what it said then.
CREATE TABLE registry_lookup (
	registry_lookup_id INTEGER PRIMARY KEY,          -- its number
	registry    TEXT NOT NULL CHECK (registry IN ('nppes')),  -- which registry
	asked_for   TEXT NOT NULL,                       -- the NPI
	provider_id INTEGER REFERENCES provider,         -- whom we knew under it then
	at_ms       INTEGER NOT NULL,
	actor       TEXT NOT NULL,
	result      TEXT NOT NULL CHECK (result IN ('found', 'none', 'failed')),  -- none: it knows no such number; failed: no answer that could be read
	reason      TEXT,                                -- why it failed
	sha256      TEXT,
	answer      TEXT                                 -- the body as it came; absent when it failed
) STRICT;
CREATE INDEX registry_lookup_by_number ON registry_lookup (registry, asked_for, at_ms);
