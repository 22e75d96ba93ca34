-- A provider on a payer's file, in a state and at a site.  Each gate has its day; a claim may be
-- paid only when all are behind it.  "Approved" is not "billable" (domain.md, section 1).
CREATE TABLE enrollment (
	enrollment_id     INTEGER PRIMARY KEY,
	provider_id       INTEGER NOT NULL REFERENCES provider,
	payer_id          INTEGER NOT NULL REFERENCES payer,
	location_id       INTEGER REFERENCES location,   -- NULL: all sites of the state
	state             TEXT NOT NULL DEFAULT '',      -- 2 letters
	status            TEXT NOT NULL DEFAULT 'not started',  -- product.md, section 7, in its words
	reference_number  TEXT,                          -- the payer's, for this application
	provider_number   TEXT,                          -- the payer's number of the provider (PTAN, Medicaid id)
	packet_day        TEXT,                          -- application complete and attested
	requested_day     TEXT,                          -- effective date asked for
	submitted_day     TEXT,                          -- gate 1
	received_day      TEXT,                          -- gate 2: the payer confirmed receipt
	approved_day      TEXT,                          -- gate 3: the decision
	effective_day     TEXT,                          -- gate 4: as granted
	loaded_day        TEXT,                          -- gate 5: in the payer's claim system
	eft_day           TEXT,                          -- electronic payment (EFT/ERA) works; not a condition of billing
	first_paid_day    TEXT,                          -- the first claim that was paid
	first_service_day TEXT,                          -- first service at the location (Medicare's rule)
	denied_day        TEXT,
	terminated_day    TEXT,
	credentialed_day  TEXT,                          -- last committee decision; re-credentialing counts from it
	caqh_authorized_day TEXT,                        -- the payer may read the CAQH profile
	note              TEXT NOT NULL DEFAULT '',
	created_ms        INTEGER NOT NULL,
	modified_ms       INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX enrollment_natural ON enrollment (provider_id, payer_id, state, coalesce(location_id, 0));
CREATE INDEX enrollment_by_reference ON enrollment (reference_number) WHERE reference_number IS NOT NULL;
CREATE INDEX enrollment_by_payer ON enrollment (payer_id);
CREATE INDEX enrollment_by_location ON enrollment (location_id) WHERE location_id IS NOT NULL;
