-- The queue of changed records takes agreements, too.
ALTER TABLE changed RENAME TO changed_without_agreements;
CREATE TABLE changed (
	changed_id   INTEGER PRIMARY KEY,     -- the order in which they are looked at
	subject_type TEXT NOT NULL CHECK (subject_type IN ('provider', 'credential', 'enrollment', 'duty', 'agreement')),
	subject_id   INTEGER NOT NULL,
	at_ms        INTEGER NOT NULL,
	UNIQUE (subject_type, subject_id)
) STRICT;
INSERT INTO changed SELECT changed_id, subject_type, subject_id, at_ms FROM changed_without_agreements;
DROP TABLE changed_without_agreements;
