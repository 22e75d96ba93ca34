-- Published workflow files.  A version is immutable; a case stays with the one it began with.
CREATE TABLE definition (
	definition_id INTEGER PRIMARY KEY,
	name          TEXT NOT NULL,                     -- "payer_enrollment"
	version       INTEGER NOT NULL CHECK (version > 0),
	sha256        TEXT NOT NULL,                     -- of source and all assets
	file          TEXT NOT NULL,                     -- as it was named when published
	source        TEXT NOT NULL,                     -- the YAML text
	is_current    INTEGER NOT NULL CHECK (is_current IN (0, 1)),  -- new cases begin with this version
	published_ms  INTEGER NOT NULL,
	published_by  TEXT NOT NULL,
	UNIQUE (name, version)
) STRICT;
CREATE UNIQUE INDEX definition_current ON definition (name) WHERE is_current = 1;

-- Letters and calendar rules, frozen with the definition that uses them.
CREATE TABLE asset (
	sha256 TEXT PRIMARY KEY,
	kind   TEXT NOT NULL CHECK (kind IN ('letter', 'calendar')),
	name   TEXT NOT NULL,                            -- file name: "enroll_chase.txt", "us_business.yaml"
	body   TEXT NOT NULL
) STRICT;
CREATE TABLE definition_asset (
	definition_id INTEGER NOT NULL REFERENCES definition,
	name          TEXT NOT NULL,                     -- file name
	sha256        TEXT NOT NULL REFERENCES asset,
	PRIMARY KEY (definition_id, name)
) STRICT;
