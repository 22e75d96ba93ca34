-- Lists as a person narrowed them, under a name: the address is all that there is to a view.
CREATE TABLE saved_view (
	saved_view_id INTEGER PRIMARY KEY,               -- its number
	owner      TEXT NOT NULL,                        -- whose it is, by name
	name       TEXT NOT NULL CHECK (name <> ''),     -- in the owner's words
	address    TEXT NOT NULL CHECK (address LIKE '/%'),  -- path and query of the page, as it was narrowed
	is_shared  INTEGER NOT NULL DEFAULT 0 CHECK (is_shared IN (0, 1)),  -- everybody who may see the page has it, too
	created_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX saved_view_name ON saved_view (owner, name);

-- What a provider says on their own page that a field of theirs should be: accepted or refused one by one by a person.
CREATE TABLE proposal (
	proposal_id INTEGER PRIMARY KEY,                 -- its number
	provider_id INTEGER NOT NULL REFERENCES provider,  -- whose record
	link_id    INTEGER NOT NULL REFERENCES provider_link,  -- by which address it came
	field      TEXT NOT NULL,                        -- of the record of a provider, by name
	was        TEXT NOT NULL,                        -- what their page showed; '' for nothing
	wanted     TEXT NOT NULL,                        -- what it should be, in normal form; '' for nothing
	client     TEXT NOT NULL,                        -- the address of the machine that it came from
	said_ms    INTEGER NOT NULL,                     -- when it came
	status     TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'accepted', 'refused')),
	reason     TEXT,                                 -- why it was refused, in the words of who did
	decided_by TEXT,                                 -- by whom
	decided_ms INTEGER,                              -- when
	CHECK ((status = 'open') = (decided_ms IS NULL))
) STRICT;
-- One open one for a field: what is said later stands.
CREATE UNIQUE INDEX proposal_open ON proposal (provider_id, field) WHERE status = 'open';
CREATE INDEX proposal_by_provider ON proposal (provider_id, proposal_id);
