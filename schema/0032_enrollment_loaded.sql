-- How long a payer took until it had loaded the last providers, for the runway: which every step of a
-- provider's case asks for, and without this read all that the payer ever loaded.
CREATE INDEX enrollment_loaded ON enrollment (payer_id, loaded_day, submitted_day)
	WHERE loaded_day IS NOT NULL AND submitted_day IS NOT NULL;
