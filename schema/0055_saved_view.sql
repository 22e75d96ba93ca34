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
