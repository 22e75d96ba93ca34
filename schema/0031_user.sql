-- People who sign in.  Nobody is deleted: who has left is retired, and the name stays in history and log.
CREATE TABLE user (
	user_id       INTEGER PRIMARY KEY,
	name          TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (name <> ''),  -- to sign in, and as assignee of tasks
	person        TEXT,                               -- as people say it: "Maria Lopez"
	roles         INTEGER NOT NULL CHECK (roles > 0), -- a set of bits: coordinator 1, manager 2, reviewer 4, billing 8, auditor 16, admin 32
	password_hash TEXT,                               -- argon2id, with its salt and cost; absent: none was chosen yet
	password_ms   INTEGER,                            -- when it was chosen
	created_ms    INTEGER NOT NULL,
	retired_ms    INTEGER                             -- may not sign in any more
) STRICT;

-- Addresses that let somebody choose a password, once: the first sign-in, or a password that was lost.
CREATE TABLE user_link (
	secret_sha256 TEXT PRIMARY KEY,                   -- of the secret in the address
	user_id       INTEGER NOT NULL REFERENCES user,   -- who chooses one by it
	expires_ms    INTEGER NOT NULL                    -- not after this; it is gone when it was used
) STRICT;
CREATE INDEX user_link_by_user ON user_link (user_id);

-- Who is signed in.  The browser holds the secret, the table its hash.
CREATE TABLE session (
	secret_sha256 TEXT PRIMARY KEY,                   -- of the secret in the cookie
	user_id       INTEGER NOT NULL REFERENCES user,   -- who is signed in
	created_ms    INTEGER NOT NULL,
	seen_ms       INTEGER NOT NULL                    -- the last request, to the minute
) STRICT;
CREATE INDEX session_by_user ON session (user_id);

-- Wrong passwords by account, whether there is such an account or not: nobody learns which names exist.
CREATE TABLE sign_in_failure (
	name_sha256   TEXT PRIMARY KEY,                   -- of the name that was typed, lower case
	failures      INTEGER NOT NULL,                   -- in a row
	failed_ms     INTEGER NOT NULL,                   -- the last one
	until_ms      INTEGER NOT NULL                    -- nothing is looked at before
) STRICT;
