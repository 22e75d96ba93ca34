-- What people allowed Credence to do in mailboxes whose servers take no password (OAuth 2).
CREATE TABLE mail_grant (
	user         TEXT PRIMARY KEY,                   -- of the mailbox, as in credence.yaml
	sealed       BLOB NOT NULL,                      -- the tokens, sealed with the folder's key
	granted_ms   INTEGER NOT NULL,                   -- when a person allowed it
	expires_ms   INTEGER NOT NULL,                   -- the access token; it is renewed before
	renewed_ms   INTEGER,                            -- last time
	fault        TEXT                                -- why it is of no use any more; absent: it is
) STRICT;
