/* settings_keys: one table from keys to fields; config/credence.yaml says the same to people. */
#include "core/settings_inside.h"

#include "core/settings_service.h"
#include "workflow/definition.h"
#include "base/banned.h"

#define AT(member) offsetof(struct settings, member)
#define AT_SERVER(member) offsetof(struct mail_server, member)
static const char *const transports[] = { "maildir", "smtp", NULL };
static const char *const tls_modes[] = { "implicit", "starttls", NULL };
static const char *const auth_ways[] = { "plain", "login", "oauth", NULL };
static const char *const providers[] = { "microsoft", "google", "other", NULL };

static const char *const org_kinds[] = { "plan", "cvo", NULL };

static const struct setting org_keys[] = {
	{ .key = "name", .type = SET_TEXT, .offset = AT(org_name), .otherwise = "My practice" },
	{ .key = "timezone", .type = SET_ZONE, .offset = AT(timezone), .otherwise = "America/New_York" },
	{ .key = "calendar", .type = SET_TEXT, .offset = AT(calendar), .otherwise = "us_business" },
	{ .key = "kind", .type = SET_CHOICE, .offset = AT(org_kind), .otherwise = "plan",
	  .choice = org_kinds },
	{ 0 }
};

const struct setting settings_server_keys[] = {
	{ .key = "host", .type = SET_TEXT, .offset = AT_SERVER(host) },
	{ .key = "port", .type = SET_PORT, .offset = AT_SERVER(port) },
	{ .key = "tls", .type = SET_CHOICE, .offset = AT_SERVER(tls), .otherwise = "implicit",
	  .choice = tls_modes },
	{ .key = "user", .type = SET_TEXT, .offset = AT_SERVER(user) },
	{ .key = "password", .type = SET_SECRET, .offset = AT_SERVER(password) },
	{ .key = "auth", .type = SET_TEXT, .offset = AT_SERVER(auth), .otherwise = "plain",
	  .choice = auth_ways },
	{ .key = "ca_file", .type = SET_TEXT, .offset = AT_SERVER(ca_file) },
	{ 0 }
};

static const struct setting oauth_keys[] = {
	{ .key = "provider", .type = SET_TEXT, .offset = AT(mail.oauth.provider), .choice = providers },
	{ .key = "client_id", .type = SET_TEXT, .offset = AT(mail.oauth.client_id) },
	{ .key = "client_secret", .type = SET_SECRET, .offset = AT(mail.oauth.client_secret) },
	{ .key = "tenant", .type = SET_TEXT, .offset = AT(mail.oauth.tenant),
	  .otherwise = "organizations" },
	{ .key = "device_url", .type = SET_LINK, .offset = AT(mail.oauth.device_url) },
	{ .key = "authorize_url", .type = SET_LINK, .offset = AT(mail.oauth.authorize_url) },
	{ .key = "token_url", .type = SET_LINK, .offset = AT(mail.oauth.token_url) },
	{ .key = "scope", .type = SET_TEXT, .offset = AT(mail.oauth.scope) },
	{ 0 }
};

static const struct setting mail_keys[] = {
	{ .key = "from", .type = SET_ADDRESS, .offset = AT(mail.from),
	  .otherwise = "credentialing@practice.example" },
	{ .key = "from_name", .type = SET_TEXT, .offset = AT(mail.from_name) },
	{ .key = "domain", .type = SET_TEXT, .offset = AT(mail.domain) },
	{ .key = "plus_address", .type = SET_BOOL, .offset = AT(mail.plus_address),
	  .otherwise = "true" },
	{ .key = "transport", .type = SET_CHOICE, .offset = AT(mail.transport),
	  .otherwise = "maildir", .choice = transports },
	{ .key = "service", .type = SET_TEXT, .offset = AT(mail.service), .choice = settings_services },
	{ .key = "password", .type = SET_SECRET, .offset = AT(mail.password) },
	{ .key = "smtp", .type = SET_MAP, .offset = AT(mail.smtp), .map = settings_server_keys },
	{ .key = "imap", .type = SET_MAP, .offset = AT(mail.imap), .map = settings_server_keys },
	{ .key = "oauth", .type = SET_MAP, .map = oauth_keys },
	{ .key = "folder", .type = SET_TEXT, .offset = AT(mail.folder), .otherwise = "INBOX" },
	{ .key = "more_folders", .type = SET_TEXTS, .offset = AT(mail.more_folders) },
	{ .key = "handled_folder", .type = SET_TEXT, .offset = AT(mail.handled_folder) },
	{ .key = "look_seconds", .type = SET_INT, .offset = AT(mail.look_seconds),
	  .otherwise = "60", .min = 1, .max = 1740 },
	{ .key = "sent_folder", .type = SET_TEXT, .offset = AT(mail.sent_folder) },
	{ .key = "letters_per_day", .type = SET_INT, .offset = AT(mail.letters_per_day),
	  .otherwise = "1", .min = 1, .max = 1000 },
	{ .key = "letters_per_minute", .type = SET_INT, .offset = AT(mail.letters_per_minute),
	  .otherwise = "30", .min = 0, .max = 100000 },
	{ .key = "account_letters_per_day", .type = SET_INT,
	  .offset = AT(mail.account_letters_per_day), .otherwise = "2000", .min = 0, .max = 10000000 },
	{ .key = "send_from", .type = SET_CLOCK, .offset = AT(mail.send_from) },
	{ .key = "send_until", .type = SET_CLOCK, .offset = AT(mail.send_until) },
	{ .key = "digest_at", .type = SET_CLOCK, .offset = AT(mail.digest_at) },
	{ .key = "html", .type = SET_BOOL, .offset = AT(mail.html), .otherwise = "true" },
	{ .key = "attachments_bytes_max", .type = SET_INT, .offset = AT(mail.attachments_bytes_max),
	  .otherwise = "10485760", .min = 0, .max = 26214400 },
	{ .key = "message_bytes_max", .type = SET_INT, .offset = AT(mail.message_bytes_max),
	  .otherwise = "26214400", .min = 65536, .max = 104857600 },
	{ .key = "timeout_seconds", .type = SET_INT, .offset = AT(mail.timeout_seconds),
	  .otherwise = "60", .min = 1, .max = 3600 },
	{ 0 }
};

static const struct setting document_keys[] = {
	{ .key = "bytes_max", .type = SET_INT, .offset = AT(documents.bytes_max),
	  .otherwise = "52428800", .min = 0, .max = 1073741824 },
	{ 0 }
};

static const char *const sign_ins[] = { "auto", "required", "off", NULL };
static const struct setting oidc_keys[] = {
	{ .key = "issuer", .type = SET_URL, .offset = AT(web.oidc.issuer) },
	{ .key = "client_id", .type = SET_TEXT, .offset = AT(web.oidc.client_id) },
	{ .key = "client_secret", .type = SET_SECRET, .offset = AT(web.oidc.client_secret) },
	{ .key = "label", .type = SET_TEXT, .offset = AT(web.oidc.label), .otherwise = "another account" },
	{ .key = "ca_file", .type = SET_TEXT, .offset = AT(web.oidc.ca_file) },
	{ .key = "vouches", .type = SET_BOOL, .offset = AT(web.oidc.vouches), .otherwise = "false" },
	{ 0 }
};

static const struct setting web_keys[] = {
	{ .key = "port", .type = SET_PORT, .offset = AT(web.port), .otherwise = "8025" },
	{ .key = "url", .type = SET_TEXT, .offset = AT(web.url) },
	{ .key = "address", .type = SET_TEXT, .offset = AT(web.address), .otherwise = "127.0.0.1" },
	{ .key = "certificate", .type = SET_TEXT, .offset = AT(web.certificate) },
	{ .key = "key", .type = SET_TEXT, .offset = AT(web.key) },
	{ .key = "proxy", .type = SET_TEXT, .offset = AT(web.proxy) },
	{ .key = "sign_in", .type = SET_CHOICE, .offset = AT(web.sign_in), .otherwise = "auto",
	  .choice = sign_ins },
	{ .key = "needs_code", .type = SET_BOOL, .offset = AT(web.needs_code), .otherwise = "false" },
	{ .key = "blocklist", .type = SET_TEXT, .offset = AT(web.blocklist) },
	{ .key = "idle_minutes", .type = SET_INT, .offset = AT(web.idle_minutes), .otherwise = "30",
	  .min = 1, .max = 1440 },
	{ .key = "session_hours", .type = SET_INT, .offset = AT(web.session_hours), .otherwise = "12",
	  .min = 1, .max = 720 },
	{ .key = "oidc", .type = SET_MAP, .map = oidc_keys },
	{ 0 }
};

static const char *const details[] = { "full", "initials", "busy", NULL };
static const struct setting feed_keys[] = {
	{ .key = "detail", .type = SET_TEXT, .offset = AT(calendar_feed.detail),
	  .otherwise = "full", .choice = details },
	{ .key = "past_days", .type = SET_INT, .offset = AT(calendar_feed.past_days),
	  .otherwise = "90", .min = 0, .max = 3650 },
	{ .key = "ahead_days", .type = SET_INT, .offset = AT(calendar_feed.ahead_days),
	  .otherwise = "1830", .min = 1, .max = 36500 },
	{ .key = "alarm_days", .type = SET_INT, .offset = AT(calendar_feed.alarm_days),
	  .otherwise = "7", .min = 0, .max = 365 },
	{ 0 }
};

#define AT_CALENDAR(member) offsetof(struct calendar_account, member)

static const char *const components[] = { "event", "todo", NULL };
static const struct setting only_keys[] = {
	{ .key = "person", .type = SET_TEXT, .offset = AT_CALENDAR(only.person) },
	{ .key = "role", .type = SET_TEXT, .offset = AT_CALENDAR(only.role), .choice = action_roles },
	{ .key = "provider", .type = SET_TEXT, .offset = AT_CALENDAR(only.provider) },
	{ .key = "payer", .type = SET_TEXT, .offset = AT_CALENDAR(only.payer) },
	{ .key = "location", .type = SET_TEXT, .offset = AT_CALENDAR(only.location) },
	{ .key = "kind", .type = SET_TEXT, .offset = AT_CALENDAR(only.kind),
	  .choice = action_deadline_kinds },
	{ 0 }
};
static const struct setting calendar_keys[] = {
	{ .key = "name", .type = SET_TEXT, .offset = AT_CALENDAR(name) },
	{ .key = "url", .type = SET_URL, .offset = AT_CALENDAR(url) },
	{ .key = "collection", .type = SET_TEXT, .offset = AT_CALENDAR(collection),
	  .otherwise = "credentialing" },
	{ .key = "user", .type = SET_TEXT, .offset = AT_CALENDAR(user) },
	{ .key = "password", .type = SET_SECRET, .offset = AT_CALENDAR(password) },
	{ .key = "ca_file", .type = SET_TEXT, .offset = AT_CALENDAR(ca_file) },
	{ .key = "component", .type = SET_CHOICE, .offset = AT_CALENDAR(component),
	  .otherwise = "event", .choice = components },
	{ .key = "look_minutes", .type = SET_INT, .offset = AT_CALENDAR(look_minutes),
	  .otherwise = "10", .min = 1, .max = 1440 },
	{ .key = "only", .type = SET_MAP, .map = only_keys },
	{ 0 }
};

#define AT_WEBHOOK(member) offsetof(struct webhook, member)

static const struct setting webhook_keys[] = {
	{ .key = "name", .type = SET_TEXT, .offset = AT_WEBHOOK(name) },
	{ .key = "url", .type = SET_URL, .offset = AT_WEBHOOK(url) },
	{ .key = "token", .type = SET_SECRET, .offset = AT_WEBHOOK(token) },
	{ .key = "secret", .type = SET_SECRET, .offset = AT_WEBHOOK(secret) },
	{ .key = "ca_file", .type = SET_TEXT, .offset = AT_WEBHOOK(ca_file) },
	{ 0 }
};

#define AT_RATE(member) offsetof(struct collection_rate, member)
#define AT_SHARE(member) offsetof(struct payer_share, member)

static const struct setting rate_keys[] = {
	{ .key = "provider_type", .type = SET_TEXT, .offset = AT_RATE(provider_type) },
	{ .key = "per_day", .type = SET_INT, .offset = AT_RATE(per_day), .otherwise = "0", .min = 0,
	  .max = 10000000 },
	{ 0 }
};
static const struct setting share_keys[] = {
	{ .key = "payer", .type = SET_TEXT, .offset = AT_SHARE(payer) },
	{ .key = "percent", .type = SET_INT, .offset = AT_SHARE(percent), .otherwise = "0", .min = 0, .max = 100 },
	{ 0 }
};

static const char *const invited[] = { "owner", "provider", NULL };
static const struct setting invitation_keys[] = {
	{ .key = "to", .type = SET_WORDS, .offset = AT(invitations.to), .choice = invited, .max = 1 },
	{ .key = "kinds", .type = SET_WORDS, .offset = AT(invitations.kinds),
	  .otherwise = "committee, recredentialing, attestations, expirables",
	  .choice = action_deadline_kinds },
	{ .key = "ahead_days", .type = SET_INT, .offset = AT(invitations.ahead_days),
	  .otherwise = "120", .min = 1, .max = 3650 },
	{ .key = "committee_at", .type = SET_CLOCK, .offset = AT(invitations.committee_at) },
	{ .key = "committee_minutes", .type = SET_INT, .offset = AT(invitations.committee_minutes),
	  .otherwise = "60", .min = 5, .max = 1440 },
	{ 0 }
};

static const char *const no_words[] = { NULL };
static const struct setting review_keys[] = {
	{ .key = "to", .type = SET_WORDS, .offset = AT(review.to), .choice = no_words, .max = 1 },
	{ .key = "at", .type = SET_CLOCK, .offset = AT(review.at), .otherwise = "07:00" },
	{ 0 }
};

static const struct setting committee_keys[] = {
	{ .key = "quorum", .type = SET_INT, .offset = AT(committee.quorum), .otherwise = "1", .min = 1, .max = 100 },
	{ .key = "letter_days", .type = SET_INT, .offset = AT(committee.letter_days), .otherwise = "30", .min = 1,
	  .max = 365 },
	{ 0 }
};

static const struct setting registry_keys[] = {
	{ .key = "lookup", .type = SET_BOOL, .offset = AT(registry.is_allowed), .otherwise = "false" },
	{ .key = "nppes_url", .type = SET_URL, .offset = AT(registry.nppes_url),
	  .otherwise = "https://npiregistry.cms.hhs.gov/api/" },
	{ .key = "revalidation_url", .type = SET_URL, .offset = AT(registry.revalidation_url),
	  .otherwise = "https://data.cms.gov/data-api/v1/dataset/4c6a7709-84b0-4514-9308-4a41846f5682/data-viewer" },
	{ .key = "leie_url", .type = SET_URL, .offset = AT(registry.leie_url),
	  .otherwise = "https://oig.hhs.gov/exclusions/downloadables/UPDATED.csv" },
	{ .key = "sam_url", .type = SET_URL, .offset = AT(registry.sam_url),
	  .otherwise = "https://api.sam.gov/entity-information/v4/exclusions" },
	{ .key = "sam_key", .type = SET_SECRET, .offset = AT(registry.sam_key) },
	{ .key = "caqh_url", .type = SET_URL, .offset = AT(registry.caqh_url),
	  .otherwise = "https://proview.caqh.org/RosterAPI/api/providerstatus" },
	{ .key = "caqh_organization", .type = SET_TEXT, .offset = AT(registry.caqh_organization) },
	{ .key = "caqh_user", .type = SET_TEXT, .offset = AT(registry.caqh_user) },
	{ .key = "caqh_password", .type = SET_SECRET, .offset = AT(registry.caqh_password) },
	{ .key = "ca_file", .type = SET_TEXT, .offset = AT(registry.ca_file) },
	{ .key = "timeout_seconds", .type = SET_INT, .offset = AT(registry.timeout_seconds),
	  .otherwise = "20", .min = 1, .max = 600 },
	{ 0 }
};

static const struct setting engine_keys[] = {
	{ .key = "steps_per_minute", .type = SET_INT, .offset = AT(engine.steps_per_minute),
	  .otherwise = "20", .min = 1, .max = 100000 },
	{ .key = "breaker_letters", .type = SET_INT, .offset = AT(engine.breaker_letters),
	  .otherwise = "50", .min = 1, .max = 1000000 },
	{ 0 }
};

static const struct setting_list webhook_list = { "webhooks", webhook_keys, AT(webhook),
	AT(webhooks), sizeof(struct webhook), settings_check_webhook };
static const struct setting_list calendar_list = { "calendars", calendar_keys, AT(account),
	AT(accounts), sizeof(struct calendar_account), settings_check_calendar };

static const struct setting_list rate_list = { "collections", rate_keys, AT(rate), AT(rates),
	sizeof(struct collection_rate), settings_check_rate };
static const struct setting_list share_list = { "payer_shares", share_keys, AT(share), AT(shares),
	sizeof(struct payer_share), settings_check_share };

const struct setting settings_keys[] = {
	{ .key = "org", .type = SET_MAP, .map = org_keys },
	{ .key = "mail", .type = SET_MAP, .map = mail_keys },
	{ .key = "documents", .type = SET_MAP, .map = document_keys },
	{ .key = "web", .type = SET_MAP, .map = web_keys },
	{ .key = "calendar_feed", .type = SET_MAP, .map = feed_keys },
	{ .key = "calendars", .type = SET_LIST, .list = &calendar_list },
	{ .key = "webhooks", .type = SET_LIST, .list = &webhook_list },
	{ .key = "collections", .type = SET_LIST, .list = &rate_list },
	{ .key = "payer_shares", .type = SET_LIST, .list = &share_list },
	{ .key = "invitations", .type = SET_MAP, .map = invitation_keys },
	{ .key = "review", .type = SET_MAP, .map = review_keys },
	{ .key = "committee", .type = SET_MAP, .map = committee_keys },
	{ .key = "registry", .type = SET_MAP, .map = registry_keys },
	{ .key = "engine", .type = SET_MAP, .map = engine_keys },
	{ 0 }
};
