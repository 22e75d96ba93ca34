-- The provider's own page: who may open it, and what they said there.  The address is signed with the folder's
-- secret.key and is not kept: a copy of the database opens no page.
CREATE TABLE provider_link (
	link_id     INTEGER PRIMARY KEY,                   -- the number in the address
	provider_id INTEGER NOT NULL REFERENCES provider,  -- whose page it is
	recipient   TEXT,                                  -- where it was mailed to; absent: given by hand
	created_by  TEXT    NOT NULL,                      -- who made it
	created_ms  INTEGER NOT NULL,
	expires_ms  INTEGER NOT NULL,                      -- not after this; part of what is signed
	revoked_ms  INTEGER,                               -- taken back
	seen_ms     INTEGER                                -- opened last, to the minute
) STRICT;
CREATE INDEX provider_link_by_provider ON provider_link (provider_id);

-- What a provider said on that page: what should be corrected (a person does it), or that all is true.
CREATE TABLE provider_said (
	said_id INTEGER PRIMARY KEY,                        -- each a row of its own, never changed
	link_id INTEGER NOT NULL REFERENCES provider_link,  -- by which address
	kind    TEXT    NOT NULL CHECK (kind IN ('correction', 'attestation')),
	name    TEXT    NOT NULL CHECK (name <> ''),        -- as who signed it typed it; of a correction the provider's own
	text    TEXT    NOT NULL CHECK (text <> ''),        -- what should be corrected; of an attestation the words that were signed
	client  TEXT    NOT NULL,                           -- the address of the machine that it came from
	said_ms INTEGER NOT NULL                            -- when it came
) STRICT;
CREATE INDEX provider_said_by_link ON provider_said (link_id);

ALTER TABLE document ADD COLUMN link_id INTEGER REFERENCES provider_link;  -- the provider brought it on their own page
