-- A second factor at the sign-in: codes of an authenticator (RFC 6238), and codes on paper for when it is lost.
CREATE TABLE user_totp (
	user_id      INTEGER PRIMARY KEY REFERENCES user,  -- who has the authenticator
	sealed       BLOB    NOT NULL,                    -- the secret shared with the authenticator, sealed with the folder's secret.key
	created_ms   INTEGER NOT NULL,
	confirmed_ms INTEGER,                             -- since when codes are asked for; absent: it is being set up
	counter      INTEGER NOT NULL DEFAULT 0           -- half minute (since 1970) of the last code that was taken: none up to it is taken again
) STRICT;

-- Codes on paper, each good once: it is deleted when it was used.
CREATE TABLE user_recovery (
	code_sha256 TEXT    PRIMARY KEY,                  -- of the code, lower case, without dashes
	user_id     INTEGER NOT NULL REFERENCES user      -- who has the paper
) STRICT;
CREATE INDEX user_recovery_by_user ON user_recovery (user_id);

ALTER TABLE session ADD COLUMN is_waiting INTEGER NOT NULL DEFAULT 0;  -- the password was right, the code is not there yet: 10 minutes, and good for nothing else
