-- Several letters to one person that leave in one message (mail.digest_at); each stays a letter of its own case.
ALTER TABLE outbox ADD COLUMN digest_id INTEGER REFERENCES outbox;  -- whose message carries it, of all of them; absent: it leaves alone
CREATE INDEX outbox_by_digest ON outbox (digest_id) WHERE digest_id IS NOT NULL;
