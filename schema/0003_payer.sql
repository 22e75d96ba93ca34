-- Who pays: plans, Medicare contractors, state Medicaid agencies.  The name is the natural key.
CREATE TABLE payer (
	payer_id          INTEGER PRIMARY KEY,
	name              TEXT NOT NULL UNIQUE CHECK (name <> ''),
	kind              TEXT NOT NULL DEFAULT 'commercial'
	                  CHECK (kind IN ('commercial', 'medicare', 'medicaid', 'other')),
	state             TEXT,                          -- 2 letters; NULL: several or all
	email             TEXT,                          -- the credentialing desk
	phone             TEXT,
	portal_url        TEXT,
	turnaround_days   INTEGER CHECK (turnaround_days > 0),   -- submission to decision, what they promise
	recredential_months INTEGER NOT NULL DEFAULT 36 CHECK (recredential_months > 0),
	is_caqh_used      INTEGER NOT NULL DEFAULT 1 CHECK (is_caqh_used IN (0, 1)),
	note              TEXT NOT NULL DEFAULT '',
	retired_day       TEXT,                          -- retired, never deleted
	folded_name       TEXT NOT NULL DEFAULT '',      -- the name folded, for finding
	created_ms        INTEGER NOT NULL,
	modified_ms       INTEGER NOT NULL
) STRICT;
CREATE INDEX payer_by_name ON payer (folded_name);
CREATE INDEX payer_by_email ON payer (lower(email));

-- Sites where providers see patients.  The name is the natural key.
CREATE TABLE location (
	location_id INTEGER PRIMARY KEY,
	name        TEXT NOT NULL UNIQUE CHECK (name <> ''),
	address     TEXT NOT NULL DEFAULT '',
	city        TEXT NOT NULL DEFAULT '',
	state       TEXT,                                -- 2 letters
	zip         TEXT NOT NULL DEFAULT '',
	phone       TEXT,
	tax_id      TEXT,                                -- 9 digits
	group_npi   TEXT,
	retired_day TEXT,
	folded_name TEXT NOT NULL DEFAULT '',            -- the name folded, for finding
	created_ms  INTEGER NOT NULL,
	modified_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX location_by_name ON location (folded_name);
CREATE INDEX location_by_npi ON location (group_npi) WHERE group_npi IS NOT NULL;

-- People and desks to write to.  Mail from a contact's address may belong to the cases of its owner.
CREATE TABLE contact (
	contact_id  INTEGER PRIMARY KEY,
	owner_type  TEXT NOT NULL CHECK (owner_type IN ('provider', 'payer', 'location')),
	owner_id    INTEGER NOT NULL,
	role        TEXT NOT NULL DEFAULT '',            -- credentialing, provider relations, office manager
	name        TEXT NOT NULL DEFAULT '',
	email       TEXT,                                -- lower case
	phone       TEXT,
	bounced_day TEXT,                                -- a permanent bounce: not written to until mended
	created_ms  INTEGER NOT NULL,
	modified_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX contact_natural ON contact (owner_type, owner_id, role, coalesce(email, name));
CREATE INDEX contact_by_email ON contact (email) WHERE email IS NOT NULL;

-- Addresses that mail must not go to, for all cases: after a permanent bounce, or by a person's wish.
CREATE TABLE suppression (
	email    TEXT PRIMARY KEY,                       -- lower case
	reason   TEXT NOT NULL,                          -- "550 5.1.1 user unknown", "asked not to be written to"
	since_ms INTEGER NOT NULL
) STRICT;
