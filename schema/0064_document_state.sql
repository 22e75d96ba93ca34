-- A copy of a state's license proves that license alone: a paper says of which state it is.
ALTER TABLE document ADD COLUMN state TEXT NOT NULL DEFAULT '';  -- the state that issued what it shows, 2 letters; '' where there is none, or nobody has said it
