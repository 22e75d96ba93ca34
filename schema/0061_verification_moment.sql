-- Two findings noted in one millisecond (a script, a clock that is held) are two rows of the verification log: the second
-- stands a millisecond behind the first.  What one step writes field by field is still one row: it goes on until it is
-- whole, and while no method and no result is said anew that this moment has said already (that differs from the row before).
ALTER TABLE verification ADD COLUMN is_whole INTEGER NOT NULL DEFAULT 0 CHECK (is_whole IN (0, 1));  -- 1: with its evidence; what follows in the same moment is another one
DROP TRIGGER verification_of_change;
CREATE TRIGGER verification_of_change AFTER UPDATE OF verified_day, verified_by, verified_method, verified_result ON credential
	WHEN new.verified_day IS NOT NULL AND (new.verified_day, new.verified_by, new.verified_method, new.verified_result)
	IS NOT (old.verified_day, old.verified_by, old.verified_method, old.verified_result) BEGIN
	UPDATE verification SET method = new.verified_method, on_day = new.verified_day, by = new.verified_by,
		result = new.verified_result, expires_day = new.expires_day
		WHERE verification_id = (SELECT l.verification_id FROM verification l WHERE l.credential_id = new.credential_id
		AND l.noted_ms >= new.modified_ms AND l.noted_ms < new.modified_ms + 1000 ORDER BY l.noted_ms DESC LIMIT 1)
		AND is_whole = 0
		AND (new.verified_method IS old.verified_method OR method IS (SELECT p.method FROM verification p
		WHERE p.credential_id = new.credential_id AND p.noted_ms < verification.noted_ms ORDER BY p.noted_ms DESC LIMIT 1))
		AND (new.verified_result IS old.verified_result OR result IS (SELECT p.result FROM verification p
		WHERE p.credential_id = new.credential_id AND p.noted_ms < verification.noted_ms ORDER BY p.noted_ms DESC LIMIT 1));
	INSERT INTO verification (credential_id, source, method, on_day, by, result, expires_day, noted_ms)
		SELECT new.credential_id, new.source_name, new.verified_method, new.verified_day, new.verified_by, new.verified_result,
		new.expires_day, coalesce((SELECT max(l.noted_ms) + 1 FROM verification l WHERE l.credential_id = new.credential_id
		AND l.noted_ms >= new.modified_ms AND l.noted_ms < new.modified_ms + 1000), new.modified_ms)
		WHERE NOT EXISTS (SELECT 1 FROM verification l WHERE l.credential_id = new.credential_id
		AND l.noted_ms = (SELECT max(m.noted_ms) FROM verification m WHERE m.credential_id = new.credential_id
		AND m.noted_ms >= new.modified_ms AND m.noted_ms < new.modified_ms + 1000)
		AND (l.on_day, l.by, l.method, l.result) IS (new.verified_day, new.verified_by, new.verified_method,
		new.verified_result));
END;
