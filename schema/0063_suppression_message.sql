-- A bounce that turns out to belong elsewhere takes back what it said of an address.
ALTER TABLE suppression ADD COLUMN message_id INTEGER REFERENCES message ON DELETE SET NULL;  -- the bounce that said so last; NULL: a person did, or it came before this was kept, or it is gone
CREATE INDEX suppression_of_message ON suppression (message_id) WHERE message_id IS NOT NULL;
