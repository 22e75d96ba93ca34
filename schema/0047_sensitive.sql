-- Sensitive fields are stored sealed: "sealed:" and base64 of what only this folder's secret.key opens (db/db.h,
-- sealed() and unsealed()).  Who may look at one: core/right.h; every look is in the audit log (store/sensitive.h).
-- They stand in no list, letter, feed, index or web hook.
ALTER TABLE provider ADD COLUMN ssn TEXT CHECK (ssn LIKE 'sealed:%');           -- Social Security number, or its last four
ALTER TABLE provider ADD COLUMN bank_routing TEXT CHECK (bank_routing LIKE 'sealed:%');  -- of the bank for direct payments
ALTER TABLE provider ADD COLUMN bank_account TEXT CHECK (bank_account LIKE 'sealed:%');  -- its number there

UPDATE provider SET birth_day = sealed(birth_day) WHERE birth_day NOT LIKE 'sealed:%';
-- What screenings looked for has the birth, too.
UPDATE screening_identity SET text = sealed(text) WHERE text NOT LIKE 'sealed:%';
UPDATE party SET birth_day = sealed(birth_day) WHERE birth_day NOT LIKE 'sealed:%';
