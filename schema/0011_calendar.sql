-- What calendars need to know of a task: which version of its event they see (RFC 5545, 3.8.7.4).
ALTER TABLE task ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;  -- RFC 5545 SEQUENCE: grows when it moves or ends
ALTER TABLE task ADD COLUMN modified_ms INTEGER;                  -- when it moved or ended; absent: not since it was made
CREATE INDEX task_ended ON task (closed_ms) WHERE closed_ms IS NOT NULL;
CREATE INDEX deadline_ended ON deadline (modified_ms) WHERE status <> 'open';

-- A feed may tell less, or of other days, than calendar_feed in credence.yaml says.
ALTER TABLE feed ADD COLUMN detail TEXT CHECK (detail IN ('full', 'initials', 'busy'));  -- names in titles; absent: as set
ALTER TABLE feed ADD COLUMN past_days INTEGER CHECK (past_days >= 0);    -- how long ended ones stay; absent: as set
ALTER TABLE feed ADD COLUMN ahead_days INTEGER CHECK (ahead_days >= 0);  -- how far ahead it shows; absent: as set
ALTER TABLE feed ADD COLUMN alarm_days INTEGER CHECK (alarm_days >= 0);  -- reminder so many days before, 0 none; absent: as set

-- A revoked address is forgotten, so that nothing tells it from one that never was.
UPDATE feed SET secret_sha256 = 'revoked ' || feed_id WHERE revoked_ms IS NOT NULL;

-- The fact "feed_version" grows with every change of what any feed may show, whoever makes it: a feed
-- that is asked for again is held against this one number.  Triggers, because a place that forgot to
-- count would leave old days in people's calendars without anybody noticing.
INSERT INTO fact (name, value) VALUES ('feed_version', '1');
CREATE TRIGGER feed_sees_new_deadline AFTER INSERT ON deadline BEGIN
	UPDATE fact SET value = value + 1 WHERE name = 'feed_version'; END;
CREATE TRIGGER feed_sees_deadline AFTER UPDATE ON deadline BEGIN
	UPDATE fact SET value = value + 1 WHERE name = 'feed_version'; END;
CREATE TRIGGER feed_sees_no_deadline AFTER DELETE ON deadline BEGIN
	UPDATE fact SET value = value + 1 WHERE name = 'feed_version'; END;
CREATE TRIGGER feed_sees_new_task AFTER INSERT ON task BEGIN
	UPDATE fact SET value = value + 1 WHERE name = 'feed_version'; END;
CREATE TRIGGER feed_sees_task AFTER UPDATE ON task BEGIN
	UPDATE fact SET value = value + 1 WHERE name = 'feed_version'; END;
CREATE TRIGGER feed_sees_no_task AFTER DELETE ON task BEGIN
	UPDATE fact SET value = value + 1 WHERE name = 'feed_version'; END;
CREATE TRIGGER feed_sees_case AFTER UPDATE OF owner, workflow, provider_id, payer_id, subject_id ON case_file
	WHEN (new.owner, new.workflow, new.provider_id, new.payer_id, new.subject_id)
	IS NOT (old.owner, old.workflow, old.provider_id, old.payer_id, old.subject_id) BEGIN
	UPDATE fact SET value = value + 1 WHERE name = 'feed_version'; END;
CREATE TRIGGER feed_sees_provider AFTER UPDATE OF first_name, last_name ON provider
	WHEN (new.first_name, new.last_name) IS NOT (old.first_name, old.last_name) BEGIN
	UPDATE fact SET value = value + 1 WHERE name = 'feed_version'; END;
CREATE TRIGGER feed_sees_payer AFTER UPDATE OF name ON payer WHEN new.name <> old.name BEGIN
	UPDATE fact SET value = value + 1 WHERE name = 'feed_version'; END;
CREATE TRIGGER feed_sees_new_enrollment AFTER INSERT ON enrollment WHEN new.location_id IS NOT NULL BEGIN
	UPDATE fact SET value = value + 1 WHERE name = 'feed_version'; END;
CREATE TRIGGER feed_sees_enrollment AFTER UPDATE OF location_id, provider_id, payer_id ON enrollment
	WHEN (new.location_id, new.provider_id, new.payer_id) IS NOT
	(old.location_id, old.provider_id, old.payer_id) BEGIN
	UPDATE fact SET value = value + 1 WHERE name = 'feed_version'; END;
