-- What is kept how long: catalogs/retention.yaml.  It counts from the day on which a provider left.
ALTER TABLE provider ADD COLUMN left_day TEXT;        -- last working day; set by itself when the status becomes "left"
UPDATE provider SET left_day = date(modified_ms / 1000, 'unixepoch') WHERE status = 'left';
CREATE TRIGGER provider_left AFTER UPDATE OF status ON provider
WHEN NEW.status = 'left' AND OLD.status <> 'left' AND NEW.left_day IS NULL BEGIN
	UPDATE provider SET left_day = date(NEW.modified_ms / 1000, 'unixepoch') WHERE provider_id = NEW.provider_id;
END;
CREATE TRIGGER provider_returned AFTER UPDATE OF status ON provider
WHEN NEW.status <> 'left' AND OLD.status = 'left' AND NEW.left_day IS OLD.left_day BEGIN
	UPDATE provider SET left_day = NULL WHERE provider_id = NEW.provider_id;
END;

-- Legal holds: while one stands, nothing of what it covers is destroyed.
CREATE TABLE legal_hold (
	legal_hold_id INTEGER PRIMARY KEY,
	provider_id   INTEGER REFERENCES provider,        -- whose papers; absent: everybody's
	reason        TEXT NOT NULL CHECK (reason <> ''), -- in the words of who placed it
	placed_by     TEXT NOT NULL,                      -- by whom
	placed_ms     INTEGER NOT NULL,                   -- when
	lifted_reason TEXT,                               -- in the words of who lifted it
	lifted_by     TEXT,                               -- by whom
	lifted_ms     INTEGER                             -- absent: it stands
) STRICT;
CREATE INDEX legal_hold_by_provider ON legal_hold (provider_id);

-- Files that were destroyed because their time was over: what they were, and who decided it.
CREATE TABLE destroyed (
	destroyed_id  INTEGER PRIMARY KEY,
	document_id   INTEGER NOT NULL REFERENCES document,  -- its row stays, without a file
	name          TEXT NOT NULL,                      -- of the file, as received
	sha256        TEXT NOT NULL,                      -- of the bytes that were
	rule          TEXT NOT NULL,                      -- key in the catalog
	until_day     TEXT NOT NULL,                      -- the last day on which it had to be kept
	reason        TEXT NOT NULL CHECK (reason <> ''), -- in the words of who decided it
	destroyed_by  TEXT NOT NULL,                      -- by whom
	destroyed_ms  INTEGER NOT NULL,                   -- when
	is_gone       INTEGER NOT NULL DEFAULT 0 CHECK (is_gone IN (0, 1))  -- the file has left the disk
) STRICT;
CREATE INDEX destroyed_by_document ON destroyed (document_id);
CREATE INDEX destroyed_waiting ON destroyed (destroyed_id) WHERE is_gone = 0;
