-- A copy of each letter stands in the mailbox's folder of sent mail, put there by its server or by us.
ALTER TABLE outbox ADD COLUMN filed_ms INTEGER;          -- when the copy was found or put there; absent: not yet
CREATE INDEX outbox_unfiled ON outbox (sent_ms) WHERE status = 'done' AND filed_ms IS NULL;
