-- Letters to be sent, one recipient each.  The exact bytes and the identity are saved before the first attempt.
-- ready -> leased -> sending -> done; sending without an answer -> unknown -> held or done; see engine.md (b).
CREATE TABLE outbox (
	outbox_id      INTEGER PRIMARY KEY,
	case_id        INTEGER REFERENCES case_file,     -- NULL: a test letter
	seq            INTEGER NOT NULL,                 -- history seq of the step that asked for it
	ord            INTEGER NOT NULL,                 -- which effect of that step
	rule           TEXT NOT NULL,
	name           TEXT NOT NULL,                    -- as the workflow spells it
	letter         TEXT NOT NULL,                    -- file name of the letter
	idem           TEXT NOT NULL UNIQUE,             -- identity from the cause; Message-ID is <idem@domain>
	rfc_message_id TEXT NOT NULL,                    -- "<...>", the same on every try
	thread_ids     TEXT,                             -- References, oldest first, separated by blanks
	recipient      TEXT NOT NULL,                    -- lower case; '' when the letter could not be written
	subject        TEXT NOT NULL,
	body           TEXT NOT NULL,                    -- plain text
	is_automatic   INTEGER NOT NULL CHECK (is_automatic IN (0, 1)),  -- a timer asked for it (Auto-Submitted)
	unknown_policy TEXT NOT NULL DEFAULT 'hold' CHECK (unknown_policy = 'hold' OR unknown_policy = 'resend'
	               OR unknown_policy = 'drop'),
	cancel_state   TEXT,                             -- cancelled unsent when the case leaves this state
	status         TEXT NOT NULL CHECK (status = 'ready' OR status = 'leased' OR status = 'sending' OR status = 'unknown'
	               OR status = 'held' OR status = 'done' OR status = 'failed' OR status = 'cancelled'),  -- not IN: see 0007
	reason         TEXT,                             -- why held, failed or cancelled
	not_before_ms  INTEGER NOT NULL,
	next_ms        INTEGER NOT NULL,                 -- next try, while ready
	expires_ms     INTEGER NOT NULL,                 -- given up after this
	tries          INTEGER NOT NULL DEFAULT 0,
	lease_token    TEXT,                             -- of the sender that works on it
	created_ms     INTEGER NOT NULL,
	sent_ms        INTEGER,                          -- the server took it
	reply          TEXT,                             -- the server's words, last try
	UNIQUE (case_id, seq, ord)
) STRICT;
CREATE INDEX outbox_due ON outbox (next_ms, outbox_id) WHERE status = 'ready';
CREATE INDEX outbox_sent ON outbox (sent_ms) WHERE sent_ms IS NOT NULL;
CREATE INDEX outbox_open ON outbox (status) WHERE status <> 'done' AND status <> 'failed' AND status <> 'cancelled';
CREATE UNIQUE INDEX outbox_by_message_id ON outbox (rfc_message_id);
CREATE INDEX outbox_by_recipient ON outbox (recipient, created_ms);

-- The exact bytes of a letter, written before its first attempt and the same on every one.
CREATE TABLE outbox_raw (
	outbox_id INTEGER PRIMARY KEY REFERENCES outbox,
	mime      BLOB NOT NULL                          -- as it goes over the wire, but for dots
) STRICT;

-- Every conversation with a server about a letter, with its words.
CREATE TABLE attempt (
	outbox_id  INTEGER NOT NULL REFERENCES outbox,
	n          INTEGER NOT NULL,
	started_ms INTEGER NOT NULL,
	ended_ms   INTEGER,
	stage      TEXT NOT NULL,                        -- mail, rcpt, data, done: how far it came
	outcome    TEXT NOT NULL,                        -- sent, deferred, refused, unknown
	reply      TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (outbox_id, n)
) STRICT;

-- Mail as received.  The text is what the writer added (no quote, no signature); the bytes stand beside it.
CREATE TABLE message (
	message_id     INTEGER PRIMARY KEY,
	fingerprint    TEXT NOT NULL UNIQUE,             -- hash of Message-ID, Date, From and body: each mail once
	account        TEXT NOT NULL,
	folder         TEXT NOT NULL,
	uid            INTEGER NOT NULL,                 -- where it was found; 0 for a Maildir
	rfc_message_id TEXT,
	from_address   TEXT,                             -- lower case
	from_name      TEXT,
	to_address     TEXT,
	subject        TEXT NOT NULL,
	date_ms        INTEGER,                          -- its Date header
	received_ms    INTEGER NOT NULL,
	kind           TEXT NOT NULL CHECK (kind IN ('reply', 'bounce', 'auto_reply', 'calendar_reply', 'other', 'broken')),
	verdict_json   TEXT NOT NULL,                    -- what "mail read --json" says, with its evidence
	text           TEXT NOT NULL,
	case_id        INTEGER REFERENCES case_file,     -- NULL: nobody knows yet; it is in the inbox list
	matched_by     TEXT,                             -- plus-address, references, tag, reference number, quote, sender, person
	has_unknown_sender INTEGER NOT NULL DEFAULT 0 CHECK (has_unknown_sender IN (0, 1)),
	status         TEXT NOT NULL CHECK (status IN ('new', 'handled', 'set aside')),
	bytes          INTEGER NOT NULL
) STRICT;
CREATE INDEX message_by_case ON message (case_id, received_ms);
CREATE INDEX message_unmatched ON message (received_ms) WHERE case_id IS NULL AND status = 'new';
CREATE INDEX message_by_time ON message (received_ms);
CREATE INDEX message_by_rfc_id ON message (rfc_message_id);
CREATE TABLE message_raw (
	message_id INTEGER PRIMARY KEY REFERENCES message,
	mime       BLOB NOT NULL                         -- exactly as received
) STRICT;

-- How far each mailbox was read.  "needs: mail" timers wait for synced_ms.
CREATE TABLE mailbox (
	account     TEXT NOT NULL,
	folder      TEXT NOT NULL,
	uidvalidity INTEGER NOT NULL,
	last_uid    INTEGER NOT NULL,
	synced_ms   INTEGER,                             -- everything that came before this has been read
	PRIMARY KEY (account, folder)
) STRICT;
