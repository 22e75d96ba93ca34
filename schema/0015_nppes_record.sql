-- What the NPI registry last said of a provider, as far as it is held against our record before a
-- submission.  Self-reported, no verification.  One row a provider, replaced when it changes.
CREATE TABLE nppes_record (
	provider_id   INTEGER PRIMARY KEY REFERENCES provider,
	last_name     TEXT NOT NULL,
	first_name    TEXT NOT NULL,
	provider_type TEXT NOT NULL,                     -- degree, as written there, without dots
	taxonomy_code TEXT NOT NULL,                     -- the primary one
	state         TEXT NOT NULL,                     -- of the practice location, 2 letters
	licenses_json TEXT NOT NULL,                     -- [{"number","state"}] as given with the taxonomies
	updated_day   TEXT,                              -- when the provider last changed it there
	read_ms       INTEGER NOT NULL,                  -- when it was read with this content
	read_from     TEXT NOT NULL                      -- the file, or "lookup"
) STRICT;
