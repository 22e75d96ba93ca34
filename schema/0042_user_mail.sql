-- By which address another server (web.oidc) says who somebody is.
ALTER TABLE user ADD COLUMN mail TEXT COLLATE NOCASE;  -- absent: that server lets them in under no name here
CREATE UNIQUE INDEX user_by_mail ON user (mail) WHERE mail IS NOT NULL;
