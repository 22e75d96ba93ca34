-- What a provider did and whom one may ask: work, education, training, affiliations, references, malpractice claims,
-- languages; and what was said of a gap in the work history.  Whether it was verified at its source stands in
-- credential (education, work_history, malpractice_history).
CREATE TABLE background (
	background_id INTEGER PRIMARY KEY,               -- its number
	provider_id   INTEGER NOT NULL REFERENCES provider,
	kind          TEXT NOT NULL CHECK (kind IN ('work', 'education', 'training', 'affiliation', 'reference', 'claim',
	              'language', 'gap')),               -- gap: the explanation of one, in the note
	name          TEXT NOT NULL CHECK (name <> ''),  -- employer, school, hospital, person, claim, language; of a gap a few words
	position      TEXT NOT NULL DEFAULT '',          -- what the provider was there: physician, resident; degree; of a reference how they know each other
	city          TEXT NOT NULL DEFAULT '',
	state         TEXT,                              -- 2 letters
	from_day      TEXT,                              -- first day; of a month alone its first
	until_day     TEXT,                              -- last day; of a month alone its last; absent: it goes on
	contact_name  TEXT NOT NULL DEFAULT '',          -- whom to ask there
	email         TEXT,
	phone         TEXT,
	is_written    INTEGER NOT NULL DEFAULT 0 CHECK (is_written IN (0, 1)),  -- of a gap: explained in writing
	note          TEXT NOT NULL DEFAULT '',
	folded_name   TEXT NOT NULL DEFAULT '',          -- folded for comparing
	created_ms    INTEGER NOT NULL,
	modified_ms   INTEGER NOT NULL
) STRICT;
CREATE INDEX background_by_provider ON background (provider_id, kind, folded_name);
