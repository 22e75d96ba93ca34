-- Applications that are not loaded yet, the ones sent first on top, for the board of payers: of all payers,
-- and of one.  Those that were not sent come last.
CREATE INDEX enrollment_open ON enrollment (coalesce(submitted_day, '9999-12-31'), enrollment_id)
	WHERE loaded_day IS NULL AND terminated_day IS NULL;
CREATE INDEX enrollment_open_of_payer ON enrollment (payer_id, coalesce(submitted_day, '9999-12-31'), enrollment_id)
	WHERE loaded_day IS NULL AND terminated_day IS NULL;
-- A payer's last decisions, for saying when the next one may be expected.
CREATE INDEX enrollment_decided ON enrollment (payer_id, approved_day, submitted_day)
	WHERE approved_day IS NOT NULL AND submitted_day IS NOT NULL;
