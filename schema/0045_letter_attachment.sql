-- Documents of the store that go with a letter, and a letter's own HTML form.
ALTER TABLE outbox ADD COLUMN attach TEXT;               -- kinds of documents that go with it, "w9, coi"; absent: none
ALTER TABLE outbox ADD COLUMN html TEXT;                 -- its own HTML form; absent: made from the text when it is sent

-- The documents that a letter takes along, chosen when its bytes are written for the first time.  Their bytes stay where
-- they are, sealed: outbox_raw has a line "=document N SHA256" in the place of each, which the sender fills while it sends.
CREATE TABLE outbox_attachment (
	outbox_id   INTEGER NOT NULL REFERENCES outbox,
	n           INTEGER NOT NULL,                    -- from 1, in the order of the letter's head
	document_id INTEGER NOT NULL REFERENCES document,
	sha256      TEXT NOT NULL,                       -- of the bytes, as they were then
	PRIMARY KEY (outbox_id, n)
) STRICT, WITHOUT ROWID;
