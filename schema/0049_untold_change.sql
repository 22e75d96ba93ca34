-- A change of site, tax number or name that payers, and the registries, were not told of yet.  The program notes it
-- when such a field changes (store/record_notice.c); its workflow empties it when they were told.
ALTER TABLE enrollment ADD COLUMN untold_change TEXT;  -- what the payer does not know yet: "site, tax number, name"
ALTER TABLE enrollment ADD COLUMN untold_day TEXT;     -- since when: the oldest of them
ALTER TABLE provider ADD COLUMN untold_change TEXT;    -- the same for NPPES, CAQH, boards and DEA
ALTER TABLE provider ADD COLUMN untold_day TEXT;       -- since when: the oldest of them
