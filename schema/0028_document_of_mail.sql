-- Attachments of matched mail become documents after the mail itself is in, each exactly once.
ALTER TABLE message ADD COLUMN attachments_ms INTEGER;   -- when they became documents, or it came without; absent: not yet
UPDATE message SET attachments_ms = received_ms;         -- what came before has been looked at by people
CREATE INDEX message_with_attachments ON message (message_id) WHERE attachments_ms IS NULL AND case_id IS NOT NULL;
ALTER TABLE document ADD COLUMN proposed_kind TEXT;      -- what it may be: a guess by its name, which decides nothing
