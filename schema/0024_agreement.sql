-- Agreements with those whose services the practice uses: what goes to them, the business associate
-- agreement (BAA) where that is health information of patients (45 CFR 164.504(e)), the yearly review.
CREATE TABLE agreement (
	agreement_id   INTEGER PRIMARY KEY,
	vendor         TEXT NOT NULL CHECK (vendor <> ''),         -- whose service it is
	service        TEXT NOT NULL DEFAULT '',           -- what it is for: "billing", "fax"; parts two with one vendor
	owner          TEXT NOT NULL DEFAULT '',           -- who answers for it in the practice
	owner_email    TEXT,                               -- where reminders go
	data_flow      TEXT NOT NULL DEFAULT '',           -- which data goes there, how, and what comes back
	needs_baa      INTEGER NOT NULL DEFAULT 1 CHECK (needs_baa IN (0, 1)),  -- it sees health information of patients
	signed_day     TEXT,                               -- the BAA, by both
	expires_day    TEXT,                               -- last day of the BAA; NULL: it has no end
	reviewed_day   TEXT,                               -- last review
	review_day     TEXT,                               -- the next one is due; a year after the last when not given
	status         TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('draft', 'active', 'ended')),
	retired_day    TEXT,                               -- it ended
	note           TEXT NOT NULL DEFAULT '',
	folded_vendor  TEXT NOT NULL DEFAULT '',           -- folded for comparing
	folded_service TEXT NOT NULL DEFAULT '',          -- the same of the service
	created_ms     INTEGER NOT NULL,
	modified_ms    INTEGER NOT NULL,
	UNIQUE (folded_vendor, folded_service),
	CHECK ((status = 'ended') = (retired_day IS NOT NULL))
) STRICT;
