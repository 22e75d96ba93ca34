-- Files of records that people brought by the browser: tried first, taken in when they say so.  Their bytes stand sealed in
-- documents/SHA256, as those of documents do, until the day after.
CREATE TABLE import_draft (
	import_draft_id INTEGER PRIMARY KEY,             -- its number
	kind       TEXT NOT NULL,                        -- of what the rows are: "providers", as the command import says it
	name       TEXT NOT NULL,                        -- what the file was called where it came from
	sha256     TEXT,                                 -- its bytes; absent: they are away
	sheet      TEXT,                                 -- of a workbook, by name or number; absent: the first
	map        TEXT,                                 -- what columns mean (config/README.md), where somebody said so
	status     TEXT NOT NULL CHECK (status IN ('new', 'tried', 'unusable', 'taking', 'taken', 'dropped')),
	result     TEXT,                                 -- sealed: counts, columns, what is wrong in it, as JSON
	rejects_sha256 TEXT,                             -- the refused rows, to be mended, as CSV; absent: there are none, or they are away
	added_by   TEXT NOT NULL,                        -- who brought it; nobody else sees its rows
	added_ms   INTEGER NOT NULL,                     -- when it was brought
	taken_ms   INTEGER                               -- when its rows were taken in; absent: they were not
) STRICT;
CREATE INDEX import_draft_by_status ON import_draft (status, import_draft_id);
