-- The calendar that goes with a letter of the outbox: an invitation (RFC 5546), shown beside its text.
CREATE TABLE outbox_calendar (
	outbox_id INTEGER PRIMARY KEY REFERENCES outbox,
	method    TEXT NOT NULL CHECK (method IN ('REQUEST', 'CANCEL')),  -- what it asks for (RFC 5546)
	body      TEXT NOT NULL                          -- iCalendar
) STRICT;

-- People who are invited by mail to a deadline: what they were told last, and what they answered to it.
CREATE TABLE invitation (
	invitation_id INTEGER PRIMARY KEY,
	deadline_id  INTEGER NOT NULL REFERENCES deadline,  -- to what
	attendee     TEXT NOT NULL CHECK (attendee <> ''), -- address, lower case
	version      INTEGER NOT NULL,                   -- of the deadline (its sequence) when they were told last
	sequence     INTEGER NOT NULL,                   -- RFC 5545 SEQUENCE as they were told: grows with each letter
	on_day       TEXT NOT NULL,                      -- the day that they were told last
	is_cancelled INTEGER NOT NULL DEFAULT 0 CHECK (is_cancelled IN (0, 1)),  -- told that it is off
	outbox_id    INTEGER NOT NULL REFERENCES outbox, -- the letter that told them
	answer       TEXT CHECK (answer IN ('accepted', 'declined', 'tentative', 'delegated', 'counter')),
	             -- the last one that counts; counter: another time is proposed
	proposed     TEXT,                               -- the day or time of a counter-proposal
	delegate     TEXT,                               -- to whom it is delegated
	comment      TEXT,                               -- words of the answer
	answered_ms  INTEGER,                            -- when it came
	UNIQUE (deadline_id, attendee)
) STRICT;
CREATE INDEX invitation_open ON invitation (on_day) WHERE is_cancelled = 0;
CREATE INDEX invitation_by_letter ON invitation (outbox_id);

-- The calendar in a mail that answers an invitation, until it is read.
CREATE TABLE message_calendar (
	message_id INTEGER PRIMARY KEY REFERENCES message,
	body       TEXT NOT NULL,                        -- iCalendar as it came
	read_ms    INTEGER                               -- when it was read; absent while it waits
) STRICT;
CREATE INDEX message_calendar_new ON message_calendar (message_id) WHERE read_ms IS NULL;

-- What such answers said, one row an event, also those that do not count and why.
CREATE TABLE invitation_answer (
	invitation_answer_id INTEGER PRIMARY KEY,
	message_id    INTEGER NOT NULL REFERENCES message,
	ord           INTEGER NOT NULL,                  -- which event in the message
	invitation_id INTEGER REFERENCES invitation,     -- absent: nobody was invited to that at that address
	method        TEXT,                              -- REPLY, COUNTER ...
	uid           TEXT,                              -- of the event, as the answer has it
	attendee      TEXT,                              -- who answers, as the answer has it
	answer        TEXT,                              -- as the answer has it
	sequence      INTEGER NOT NULL,                  -- version of the event that is answered
	comment       TEXT,                              -- words of the answer
	proposed      TEXT,                              -- when the event should be, as the answer has it
	flaw          TEXT,                              -- why it does not count; absent: it counts
	received_ms   INTEGER NOT NULL,
	UNIQUE (message_id, ord)
) STRICT;
CREATE INDEX invitation_answer_by_invitation ON invitation_answer (invitation_id) WHERE invitation_id IS NOT NULL;
