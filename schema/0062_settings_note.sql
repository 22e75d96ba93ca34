-- A file of the settings or catalogs that was saved on the page Administration says why; children of the daemon begin
-- anew with it.
ALTER TABLE catalog_version ADD COLUMN note TEXT;  -- why, as whoever saved it on the page wrote; NULL: the file was edited by other means
CREATE INDEX catalog_version_noted ON catalog_version (catalog_version_id) WHERE note IS NOT NULL;
