-- Rosters as they went to payers: which lines, made when and by whom.  What the payer accepted last is
-- what the next delta is taken from.
CREATE TABLE roster (
	roster_id   INTEGER PRIMARY KEY,
	payer_id    INTEGER NOT NULL REFERENCES payer,
	made_ms     INTEGER NOT NULL,                  -- milliseconds UTC
	made_by     TEXT NOT NULL,                     -- the user
	since_id    INTEGER REFERENCES roster,         -- the accepted one that it was a delta to; NULL: it has all lines
	lines_json  TEXT NOT NULL,                     -- all lines of that day: {"NPI|enrollment": {heading: cell}}
	accepted_ms INTEGER,                           -- the payer took it over; NULL: not known
	accepted_by TEXT                               -- the user who said so
) STRICT;
CREATE INDEX roster_by_payer ON roster (payer_id, accepted_ms);
