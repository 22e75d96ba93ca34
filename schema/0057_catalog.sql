-- A catalog file of the data folder as it was read, each time it had changed: who changed what, and when.  Written by
-- whatever command reads the changed file first; never changed afterwards, never deleted.
CREATE TABLE catalog_version (
	catalog_version_id INTEGER PRIMARY KEY,          -- its number
	name         TEXT NOT NULL CHECK (name <> ''),   -- of the file in catalogs/: "credential_types.yaml"
	version      INTEGER NOT NULL CHECK (version > 0),  -- 1, 2, ... of this file
	sha256       TEXT NOT NULL,                      -- of the source
	source       TEXT NOT NULL,                      -- the bytes of the file
	changes_json TEXT NOT NULL DEFAULT '{}',         -- entries since the version before: {"added","changed","gone"}, keys
	written_ms   INTEGER NOT NULL,                   -- when the file was last written, by the disk
	noted_by     TEXT NOT NULL,                      -- whose command read it first
	noted_ms     INTEGER NOT NULL,                   -- when
	UNIQUE (name, version)
) STRICT;

-- What a payer wants beyond its address (catalog of payers).
ALTER TABLE payer ADD COLUMN states TEXT;              -- in which it pays, "IL, IN"; NULL: not said
ALTER TABLE payer ADD COLUMN follow_up_days INTEGER CHECK (follow_up_days > 0);  -- days between two questions of ours to it; NULL: as the workflow says
