-- Where a mail lies that is to be moved once nobody has to look at it any more (mail.handled_folder).
CREATE TABLE mail_place (
	message_id  INTEGER PRIMARY KEY REFERENCES message,
	account     TEXT NOT NULL,
	folder      TEXT NOT NULL,
	uidvalidity INTEGER NOT NULL,                    -- another one by now: the UID means nothing any more
	uid         INTEGER NOT NULL,                    -- in the folder
	moved_ms    INTEGER                              -- NULL: it still lies there
) STRICT;
CREATE INDEX mail_place_unmoved ON mail_place (account, folder, uid) WHERE moved_ms IS NULL;
