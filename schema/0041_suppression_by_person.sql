-- Who asked that an address be left alone; without a name its mail came back.  To let a held letter go lifts
-- the second: somebody mended the address.  The first is lifted only by name.
ALTER TABLE suppression ADD COLUMN by_person TEXT;  -- who asked for it; NULL: mail came back
