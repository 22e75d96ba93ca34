-- Requests to other systems (webhooks), asked for by a workflow's http action.  What is sent and the key that
-- names it are saved before the first attempt, and are the same on every one.
-- ready -> sending -> done | failed | held | ready again.
CREATE TABLE request (
	request_id   INTEGER PRIMARY KEY,
	case_id      INTEGER NOT NULL REFERENCES case_file,
	seq          INTEGER NOT NULL,                 -- history seq of the step that asked for it
	ord          INTEGER NOT NULL,                 -- which effect of that step
	rule         TEXT NOT NULL,
	name         TEXT NOT NULL,                    -- as the workflow spells it
	webhook      TEXT NOT NULL,                    -- name of the address in credence.yaml
	idem         TEXT NOT NULL UNIQUE,             -- identity from the cause; header Idempotency-Key
	body         TEXT NOT NULL,                    -- JSON
	idempotent   TEXT NOT NULL CHECK (idempotent IN ('key', 'natural', 'no')),  -- no: never sent twice by itself
	status       TEXT NOT NULL CHECK (status IN ('ready', 'sending', 'held', 'done', 'failed', 'cancelled')),
	reason       TEXT,                             -- why held, failed or cancelled
	next_ms      INTEGER NOT NULL,                 -- next try, while ready
	expires_ms   INTEGER NOT NULL,                 -- given up after this
	tries        INTEGER NOT NULL DEFAULT 0,
	created_ms   INTEGER NOT NULL,
	sent_ms      INTEGER,                          -- the server took it
	http_status  INTEGER,                          -- of the last answer
	UNIQUE (case_id, seq, ord)
) STRICT;
CREATE INDEX request_due ON request (next_ms, request_id) WHERE status = 'ready';
CREATE INDEX request_open ON request (status) WHERE status IN ('sending', 'held');

-- Every try, with the server's words.
CREATE TABLE request_attempt (
	request_id  INTEGER NOT NULL REFERENCES request,
	n           INTEGER NOT NULL,
	started_ms  INTEGER NOT NULL,
	ended_ms    INTEGER NOT NULL,                  -- answered, given up, or found without its sender
	outcome     TEXT NOT NULL,                     -- done, deferred, refused, unknown
	http_status INTEGER,                           -- NULL: no answer came
	reply       TEXT NOT NULL DEFAULT '',          -- the beginning of the answer, or why there is none
	PRIMARY KEY (request_id, n)
) STRICT;
