-- A calendar on a CalDAV server that is kept in step (calendars: in credence.yaml).
CREATE TABLE caldav (
	name       TEXT PRIMARY KEY,                     -- as credence.yaml calls it
	place      TEXT NOT NULL,                        -- server, collection, user and component as set: another one begins anew
	url        TEXT,                                 -- of the collection, once it was found
	sync_token TEXT,                                 -- up to where the changes there were read (RFC 6578); absent: never, or the server has none
	mark       TEXT NOT NULL DEFAULT '',             -- what the days were like when all of them were there
	tried_ms   INTEGER,                              -- when it was last tried
	pushed_ms  INTEGER,                              -- when all was there and all changes there were read
	next_ms    INTEGER NOT NULL DEFAULT 0,           -- not before, when the daemon does it
	failures   INTEGER NOT NULL DEFAULT 0,           -- in a row
	error      TEXT,                                 -- why the last try failed
	items      INTEGER NOT NULL DEFAULT 0,           -- how many of ours were there after the last try
	waiting    INTEGER NOT NULL DEFAULT 0,           -- how many were not sent yet then
	refused    INTEGER NOT NULL DEFAULT 0            -- how many of those the server refused
) STRICT;

-- One deadline or task as a resource of such a collection.
CREATE TABLE caldav_item (
	item_id   INTEGER PRIMARY KEY,                   -- its number
	calendar  TEXT NOT NULL REFERENCES caldav,       -- which calendar
	uid       TEXT NOT NULL,                         -- of the event, as feeds have it
	name      TEXT NOT NULL,                         -- of the resource: it never changes
	case_id   INTEGER REFERENCES case_file,          -- absent: about the program itself
	title     TEXT NOT NULL,                         -- as Credence has it
	hash      TEXT,                                  -- of the bytes that the server took; absent: it is not there
	etag      TEXT,                                  -- of what is there; absent: not known
	sequence  INTEGER NOT NULL DEFAULT 0,            -- as the server took it
	on_day    TEXT,                                  -- as the server took it
	status    TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'done', 'cancelled')),  -- as the server took it
	pending   TEXT CHECK (pending IN ('put', 'delete')),  -- what is to be done there; absent: nothing
	ics       TEXT,                                  -- what is to be put
	left      TEXT CHECK (left IN ('moved', 'ended', 'removed')),  -- what a person did there, left so until another decides
	left_hash TEXT,                                  -- of what Credence said then; absent: not compared yet
	task_id   INTEGER REFERENCES task,               -- that asks a person what follows from it
	tries     INTEGER NOT NULL DEFAULT 0,            -- refused in a row
	next_ms   INTEGER NOT NULL DEFAULT 0,            -- next try by the daemon
	error     TEXT,                                  -- why the server refused it
	UNIQUE (calendar, uid),
	UNIQUE (calendar, name)
) STRICT;
CREATE INDEX caldav_item_pending ON caldav_item (calendar, item_id) WHERE pending IS NOT NULL;
CREATE INDEX caldav_item_task ON caldav_item (task_id) WHERE task_id IS NOT NULL;
