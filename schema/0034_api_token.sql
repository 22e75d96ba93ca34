-- Tokens by which programs ask under /api/ in somebody's name.  Shown once; the table has the hash alone.
CREATE TABLE api_token (
	token_id      INTEGER PRIMARY KEY,                -- its number
	user_id       INTEGER NOT NULL REFERENCES user,   -- in whose name: it may never more than they may
	name          TEXT    NOT NULL CHECK (name <> ''),  -- what it is for: "billing system"
	secret_sha256 TEXT    NOT NULL UNIQUE,            -- of the whole token
	scopes        INTEGER NOT NULL CHECK (scopes > 0),  -- a set of bits: names 1, read 2, work 4, decide 8, audit 16
	created_ms    INTEGER NOT NULL,
	expires_ms    INTEGER NOT NULL,                   -- no longer taken from then on
	used_ms       INTEGER,                            -- the last request with it, to the minute
	revoked_ms    INTEGER                             -- when somebody ended it
) STRICT;
CREATE UNIQUE INDEX api_token_by_name ON api_token (user_id, name) WHERE revoked_ms IS NULL;
