-- Documents whose bytes are kept, sealed, in documents/SHA256; those without sha256 are references as before.
ALTER TABLE document ADD COLUMN content_type TEXT;               -- by its first bytes, never by its name; absent: a reference
ALTER TABLE document ADD COLUMN aside_reason TEXT                -- why it is kept aside (archives, programs); absent: it is not
	CHECK (aside_reason IS NULL OR status IN ('received', 'rejected'));
ALTER TABLE document ADD COLUMN replaces_id INTEGER REFERENCES document;  -- the version before; it ends when this one is accepted
ALTER TABLE document ADD COLUMN part INTEGER;                    -- which attachment of the mail that brought it, from 1 on
ALTER TABLE document ADD COLUMN decided_by TEXT;                 -- who accepted or rejected it
ALTER TABLE document ADD COLUMN decided_ms INTEGER;              -- milliseconds UTC
ALTER TABLE document ADD COLUMN decided_reason TEXT;             -- in the words of who did
CREATE UNIQUE INDEX document_by_part ON document (message_id, part) WHERE message_id IS NOT NULL;
CREATE INDEX document_by_content ON document (sha256) WHERE sha256 IS NOT NULL;
