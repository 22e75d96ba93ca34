-- One box finds everything: names, NPI, payers, reference numbers, credential numbers, mail, letters, notes.
-- A row's number (rowid) is its kind times 10^12 plus the number of the record.  Kinds: 1 provider, 2 payer,
-- 3 enrollment, 4 credential, 5 message, 6 outbox, 7 history (notes); store/search.c has their words.  Accents
-- do not count; beginnings of words from two letters on are quick.
CREATE VIRTUAL TABLE search USING fts5 (words, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');

-- What the index has to read again: records that came, changed or went since.  Triggers, because a place that
-- forgot to tell would leave things that nobody finds; and no more than that in them, because the index itself
-- may not be written by what a database file brings along (trusted_schema).
CREATE TABLE search_stale (
	number INTEGER PRIMARY KEY                       -- of the row in the index
) STRICT;

INSERT INTO search_stale (number) SELECT 1000000000000 + provider_id FROM provider;
CREATE TRIGGER search_sees_new_provider AFTER INSERT ON provider BEGIN
	INSERT OR IGNORE INTO search_stale (number) VALUES (1000000000000 + new.provider_id); END;
CREATE TRIGGER search_sees_provider AFTER UPDATE OF last_name, first_name, middle_name, npi, email, caqh_id, note ON provider
	WHEN (new.last_name, new.first_name, new.middle_name, new.npi, new.email, new.caqh_id, new.note) IS NOT (old.last_name, old.first_name, old.middle_name, old.npi, old.email, old.caqh_id, old.note) BEGIN
	INSERT OR IGNORE INTO search_stale (number) VALUES (1000000000000 + new.provider_id); END;
CREATE TRIGGER search_sees_no_provider AFTER DELETE ON provider BEGIN
	INSERT OR IGNORE INTO search_stale (number) VALUES (1000000000000 + old.provider_id); END;

INSERT INTO search_stale (number) SELECT 2000000000000 + payer_id FROM payer;
CREATE TRIGGER search_sees_new_payer AFTER INSERT ON payer BEGIN
	INSERT OR IGNORE INTO search_stale (number) VALUES (2000000000000 + new.payer_id); END;
CREATE TRIGGER search_sees_payer AFTER UPDATE OF name, email, note ON payer
	WHEN (new.name, new.email, new.note) IS NOT (old.name, old.email, old.note) BEGIN
	INSERT OR IGNORE INTO search_stale (number) VALUES (2000000000000 + new.payer_id); END;
CREATE TRIGGER search_sees_no_payer AFTER DELETE ON payer BEGIN
	INSERT OR IGNORE INTO search_stale (number) VALUES (2000000000000 + old.payer_id); END;

INSERT INTO search_stale (number) SELECT 3000000000000 + enrollment_id FROM enrollment;
CREATE TRIGGER search_sees_new_enrollment AFTER INSERT ON enrollment BEGIN
	INSERT OR IGNORE INTO search_stale (number) VALUES (3000000000000 + new.enrollment_id); END;
CREATE TRIGGER search_sees_enrollment AFTER UPDATE OF reference_number, provider_number, note ON enrollment
	WHEN (new.reference_number, new.provider_number, new.note) IS NOT (old.reference_number, old.provider_number, old.note) BEGIN
	INSERT OR IGNORE INTO search_stale (number) VALUES (3000000000000 + new.enrollment_id); END;
CREATE TRIGGER search_sees_no_enrollment AFTER DELETE ON enrollment BEGIN
	INSERT OR IGNORE INTO search_stale (number) VALUES (3000000000000 + old.enrollment_id); END;

INSERT INTO search_stale (number) SELECT 4000000000000 + credential_id FROM credential;
CREATE TRIGGER search_sees_new_credential AFTER INSERT ON credential BEGIN
	INSERT OR IGNORE INTO search_stale (number) VALUES (4000000000000 + new.credential_id); END;
CREATE TRIGGER search_sees_credential AFTER UPDATE OF number, note ON credential
	WHEN (new.number, new.note) IS NOT (old.number, old.note) BEGIN
	INSERT OR IGNORE INTO search_stale (number) VALUES (4000000000000 + new.credential_id); END;
CREATE TRIGGER search_sees_no_credential AFTER DELETE ON credential BEGIN
	INSERT OR IGNORE INTO search_stale (number) VALUES (4000000000000 + old.credential_id); END;

INSERT INTO search_stale (number) SELECT 5000000000000 + message_id FROM message;
CREATE TRIGGER search_sees_new_message AFTER INSERT ON message BEGIN
	INSERT OR IGNORE INTO search_stale (number) VALUES (5000000000000 + new.message_id); END;
CREATE TRIGGER search_sees_message AFTER UPDATE OF subject, from_name, from_address, text ON message
	WHEN (new.subject, new.from_name, new.from_address, new.text) IS NOT (old.subject, old.from_name, old.from_address, old.text) BEGIN
	INSERT OR IGNORE INTO search_stale (number) VALUES (5000000000000 + new.message_id); END;
CREATE TRIGGER search_sees_no_message AFTER DELETE ON message BEGIN
	INSERT OR IGNORE INTO search_stale (number) VALUES (5000000000000 + old.message_id); END;

INSERT INTO search_stale (number) SELECT 6000000000000 + outbox_id FROM outbox;
CREATE TRIGGER search_sees_new_outbox AFTER INSERT ON outbox BEGIN
	INSERT OR IGNORE INTO search_stale (number) VALUES (6000000000000 + new.outbox_id); END;
CREATE TRIGGER search_sees_outbox AFTER UPDATE OF subject, recipient ON outbox
	WHEN (new.subject, new.recipient) IS NOT (old.subject, old.recipient) BEGIN
	INSERT OR IGNORE INTO search_stale (number) VALUES (6000000000000 + new.outbox_id); END;
CREATE TRIGGER search_sees_no_outbox AFTER DELETE ON outbox BEGIN
	INSERT OR IGNORE INTO search_stale (number) VALUES (6000000000000 + old.outbox_id); END;

-- History is never changed.
INSERT INTO search_stale (number) SELECT 7000000000000 + history_id FROM history WHERE rule = 'note';
CREATE TRIGGER search_sees_note AFTER INSERT ON history WHEN new.rule = 'note' BEGIN
	INSERT OR IGNORE INTO search_stale (number) VALUES (7000000000000 + new.history_id); END;
