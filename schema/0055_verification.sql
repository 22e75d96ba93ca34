-- The verification log: each finding of a primary source, whoever noted it (a person, a workflow, an import); the
-- credential itself has the last one.  Written by the triggers below, because a way that forgot to would leave a hole
-- in it; what one step writes field by field is one row, by its instant.  Never changed afterwards, never deleted.
CREATE TABLE verification (
	verification_id INTEGER PRIMARY KEY,             -- its number
	credential_id   INTEGER NOT NULL REFERENCES credential,  -- the element
	source          TEXT NOT NULL DEFAULT '',        -- who was asked, where the record says so; else that of the type in the catalog
	method          TEXT,                            -- web, letter, phone, api
	on_day          TEXT NOT NULL,                   -- when the source said so
	by              TEXT,                            -- who asked
	contact         TEXT,                            -- by phone: who was spoken to
	result          TEXT,                            -- in the source's words
	expires_day     TEXT,                            -- until when it is good, by the source
	document_id     INTEGER REFERENCES document,     -- the evidence
	document_sha256 TEXT,                            -- its hash then
	noted_ms        INTEGER NOT NULL,                -- when it was noted here
	UNIQUE (credential_id, noted_ms)
) STRICT;

INSERT INTO verification (credential_id, source, method, on_day, by, result, expires_day, document_id, document_sha256, noted_ms)
	SELECT c.credential_id, c.source_name, c.verified_method, c.verified_day, c.verified_by, c.verified_result, c.expires_day,
	c.document_id, d.sha256, c.modified_ms FROM credential c LEFT JOIN document d ON d.document_id = c.document_id
	WHERE c.verified_day IS NOT NULL;

CREATE TRIGGER verification_of_new AFTER INSERT ON credential WHEN new.verified_day IS NOT NULL BEGIN
	INSERT INTO verification (credential_id, source, method, on_day, by, result, expires_day, noted_ms)
	VALUES (new.credential_id, new.source_name, new.verified_method, new.verified_day, new.verified_by, new.verified_result,
	new.expires_day, new.modified_ms);
END;
CREATE TRIGGER verification_of_change AFTER UPDATE OF verified_day, verified_by, verified_method, verified_result ON credential
	WHEN new.verified_day IS NOT NULL AND (new.verified_day, new.verified_by, new.verified_method, new.verified_result)
	IS NOT (old.verified_day, old.verified_by, old.verified_method, old.verified_result) BEGIN
	INSERT INTO verification (credential_id, source, method, on_day, by, result, expires_day, noted_ms)
	VALUES (new.credential_id, new.source_name, new.verified_method, new.verified_day, new.verified_by, new.verified_result,
	new.expires_day, new.modified_ms)
	ON CONFLICT (credential_id, noted_ms) DO UPDATE SET method = excluded.method, on_day = excluded.on_day,
	by = excluded.by, result = excluded.result, expires_day = excluded.expires_day;
END;
