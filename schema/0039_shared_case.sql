-- A case that another case has started already may be needed by more: each of them waits for it, too.
CREATE TABLE shared_case (
	case_id        INTEGER NOT NULL REFERENCES case_file,  -- the child, which has another parent
	parent_case_id INTEGER NOT NULL REFERENCES case_file,  -- who waits for it, too
	parent_event   TEXT,                             -- event this one gets when the child is done
	is_bound_to_parent INTEGER NOT NULL CHECK (is_bound_to_parent IN (0, 1)),  -- cancelled when this one ends and nobody else waits
	PRIMARY KEY (case_id, parent_case_id)
) STRICT;
CREATE INDEX shared_case_by_parent ON shared_case (parent_case_id);
