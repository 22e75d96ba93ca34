-- Calendar subscriptions.  The address holds a secret of 128 bits; only its hash is kept.
CREATE TABLE feed (
	feed_id     INTEGER PRIMARY KEY,
	name        TEXT NOT NULL UNIQUE CHECK (name <> ''),
	secret_sha256 TEXT NOT NULL UNIQUE,
	only_json   TEXT NOT NULL DEFAULT '{}',          -- {"provider": "3", "kind": "expirables"}
	created_ms  INTEGER NOT NULL,
	revoked_ms  INTEGER,
	fetched_ms  INTEGER,                             -- last fetch
	fetched_by  TEXT,                                -- the client's own words
	fetch_count INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Who changed what, append only.
CREATE TABLE audit (
	audit_id  INTEGER PRIMARY KEY,
	at_ms     INTEGER NOT NULL,
	actor     TEXT NOT NULL,                         -- person or part of the program
	action    TEXT NOT NULL,                         -- "import providers", "case event", "feed revoke"
	object    TEXT NOT NULL,                         -- "provider 12"
	detail    TEXT NOT NULL DEFAULT '',
	prev_hash TEXT NOT NULL,
	hash      TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_object ON audit (object, at_ms);
