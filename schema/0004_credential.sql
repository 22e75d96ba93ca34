-- What a provider holds or claims, and what must be verified at its source: one row an element
-- (a licence in a state, a DEA registration, a board certification, the malpractice history ...).
CREATE TABLE credential (
	credential_id   INTEGER PRIMARY KEY,
	provider_id     INTEGER NOT NULL REFERENCES provider,
	credential_type TEXT NOT NULL,                   -- key in the catalog of credential types
	number          TEXT NOT NULL DEFAULT '',        -- as written
	folded_number   TEXT NOT NULL DEFAULT '',        -- upper case without blanks, dots, dashes: for comparing
	state           TEXT NOT NULL DEFAULT '',        -- issuing state, 2 letters; '' where there is none
	issuer          TEXT NOT NULL DEFAULT '',        -- board, school, carrier
	issued_day      TEXT,
	expires_day     TEXT,                            -- the last valid day
	source_name     TEXT NOT NULL DEFAULT '',        -- primary source, in words
	source_email    TEXT,                            -- where requests for verification go
	-- The last verification at the primary source (file integrity: who, when, how, what was found).
	verified_day    TEXT,
	verified_by     TEXT,                            -- the person who verified
	verified_method TEXT CHECK (verified_method IN ('web', 'letter', 'phone', 'api')),
	verified_result TEXT,                            -- "active, no actions"
	document_id     INTEGER REFERENCES document,     -- the evidence
	status          TEXT NOT NULL DEFAULT 'unverified'
	                CHECK (status IN ('unverified', 'requested', 'verified', 'adverse', 'expired', 'retired')),
	note            TEXT NOT NULL DEFAULT '',
	created_ms      INTEGER NOT NULL,
	modified_ms     INTEGER NOT NULL,
	UNIQUE (provider_id, credential_type, state, folded_number),
	CHECK (issued_day IS NULL OR expires_day IS NULL OR expires_day >= issued_day)
) STRICT;
CREATE INDEX credential_by_source ON credential (lower(source_email));
CREATE INDEX credential_by_expiry ON credential (expires_day) WHERE expires_day IS NOT NULL;

-- A paper or file, named by what it is; the bytes live elsewhere (documents/ or a payer's portal).
CREATE TABLE document (
	document_id INTEGER PRIMARY KEY,
	provider_id INTEGER REFERENCES provider,
	kind        TEXT NOT NULL DEFAULT '',            -- "licence copy", "approval letter"
	name        TEXT NOT NULL CHECK (name <> ''),    -- file name as received
	reference   TEXT NOT NULL DEFAULT '',            -- where it is kept
	sha256      TEXT,
	bytes       INTEGER,
	message_id  INTEGER REFERENCES message,          -- the mail that brought it
	status      TEXT NOT NULL DEFAULT 'received'
	            CHECK (status IN ('requested', 'received', 'accepted', 'rejected', 'expired')),
	created_ms  INTEGER NOT NULL,
	modified_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX document_by_provider ON document (provider_id);
