/*
 * settings: one table from keys to fields.  Each row says where the value goes, how it is read
 * and what it is when nothing is written; config/credence.yaml says the same to people.
 */
#include "core/settings.h"

#include <stddef.h>
#include <string.h>

#include "base/secret.h"
#include "base/str.h"
#include "base/yaml.h"
#include "core/settings_oauth.h"
#include "core/settings_web.h"
#include "workflow/definition.h"
#include "base/banned.h"

enum setting_type {
	SET_TEXT, SET_ADDRESS, SET_URL, SET_SECRET, SET_LINK, SET_BOOL, SET_INT, SET_PORT, SET_ZONE, SET_CHOICE,
	SET_WORDS, SET_CLOCK, SET_MAP, SET_LIST
};

struct setting {
	const char	*key;
	enum setting_type type;
	size_t		 offset;	/* in its struct */
	const char	*otherwise;	/* NULL: stays absent (0, NULL) */
	int64_t		 min, max;
	const char	*const *choice;	/* SET_CHOICE: NULL-ended; the index is stored in an int.
					 * SET_WORDS: each word is one of them or, with max 1, an address */
	const struct setting *map;	/* SET_MAP */
	const struct setting_list *list;	/* SET_LIST */
};

struct reading;
typedef void check_item_fn(const struct reading *r, const struct yaml_node *node,
    const struct settings *s);

/* A list of maps: where the array and its count stand, and what its items demand of one another. */
struct setting_list {
	const char	*key;
	const struct setting *keys;	/* of an item */
	size_t		 array, count;	/* offsets in the settings */
	size_t		 item_bytes;
	check_item_fn	*check;		/* of the item behind those that are counted */
};

#define AT(member) offsetof(struct settings, member)
#define AT_SERVER(member) offsetof(struct mail_server, member)
#define SETTING_KEYS_MAX 24

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

static const struct setting server_keys[] = {
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
	{ .key = "smtp", .type = SET_MAP, .offset = AT(mail.smtp), .map = server_keys },
	{ .key = "imap", .type = SET_MAP, .offset = AT(mail.imap), .map = server_keys },
	{ .key = "oauth", .type = SET_MAP, .map = oauth_keys },
	{ .key = "folder", .type = SET_TEXT, .offset = AT(mail.folder), .otherwise = "INBOX" },
	{ .key = "sent_folder", .type = SET_TEXT, .offset = AT(mail.sent_folder) },
	{ .key = "letters_per_day", .type = SET_INT, .offset = AT(mail.letters_per_day),
	  .otherwise = "1", .min = 1, .max = 1000 },
	{ .key = "letters_per_minute", .type = SET_INT, .offset = AT(mail.letters_per_minute),
	  .otherwise = "30", .min = 0, .max = 100000 },
	{ .key = "account_letters_per_day", .type = SET_INT,
	  .offset = AT(mail.account_letters_per_day), .otherwise = "2000", .min = 0, .max = 10000000 },
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
static const struct setting web_keys[] = {
	{ .key = "port", .type = SET_PORT, .offset = AT(web.port), .otherwise = "8025" },
	{ .key = "url", .type = SET_TEXT, .offset = AT(web.url) },
	{ .key = "address", .type = SET_TEXT, .offset = AT(web.address), .otherwise = "127.0.0.1" },
	{ .key = "certificate", .type = SET_TEXT, .offset = AT(web.certificate) },
	{ .key = "key", .type = SET_TEXT, .offset = AT(web.key) },
	{ .key = "proxy", .type = SET_TEXT, .offset = AT(web.proxy) },
	{ .key = "sign_in", .type = SET_CHOICE, .offset = AT(web.sign_in), .otherwise = "auto",
	  .choice = sign_ins },
	{ .key = "idle_minutes", .type = SET_INT, .offset = AT(web.idle_minutes), .otherwise = "30",
	  .min = 1, .max = 1440 },
	{ .key = "session_hours", .type = SET_INT, .offset = AT(web.session_hours), .otherwise = "12",
	  .min = 1, .max = 720 },
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
	{ .key = "ca_file", .type = SET_TEXT, .offset = AT_WEBHOOK(ca_file) },
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

static const struct setting registry_keys[] = {
	{ .key = "lookup", .type = SET_BOOL, .offset = AT(registry.is_allowed), .otherwise = "false" },
	{ .key = "nppes_url", .type = SET_URL, .offset = AT(registry.nppes_url),
	  .otherwise = "https://npiregistry.cms.hhs.gov/api/" },
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

static check_item_fn check_webhook, check_calendar;

static const struct setting_list webhook_list = { "webhooks", webhook_keys, AT(webhook),
	AT(webhooks), sizeof(struct webhook), check_webhook };
static const struct setting_list calendar_list = { "calendars", calendar_keys, AT(account),
	AT(accounts), sizeof(struct calendar_account), check_calendar };

static const struct setting top_keys[] = {
	{ .key = "org", .type = SET_MAP, .map = org_keys },
	{ .key = "mail", .type = SET_MAP, .map = mail_keys },
	{ .key = "documents", .type = SET_MAP, .map = document_keys },
	{ .key = "web", .type = SET_MAP, .map = web_keys },
	{ .key = "calendar_feed", .type = SET_MAP, .map = feed_keys },
	{ .key = "calendars", .type = SET_LIST, .list = &calendar_list },
	{ .key = "webhooks", .type = SET_LIST, .list = &webhook_list },
	{ .key = "invitations", .type = SET_MAP, .map = invitation_keys },
	{ .key = "review", .type = SET_MAP, .map = review_keys },
	{ .key = "registry", .type = SET_MAP, .map = registry_keys },
	{ .key = "engine", .type = SET_MAP, .map = engine_keys },
	{ 0 }
};

struct reading {
	const char	*file;
	struct arena	*arena;
	struct problems	*problems;
	struct settings	*settings;
	size_t		 size;		/* of its list of secrets */
};

static bool
refuse(struct reading *r, const struct yaml_node *node, const char *what)
{
	problems_add(r->problems, r->file, node->line, node->column, PROBLEM_ERROR,
	    "\"%s\" %s", node->kind == YAML_SCALAR ? node->text : "this", what);
	return false;
}

static bool
read_choice(struct reading *r, const struct setting *s, const struct yaml_node *node,
    int *ret_index)
{
	struct str what = STR_INIT;

	for (int i = 0; s->choice[i] != NULL; i++)
		if (node->kind == YAML_SCALAR && strcmp(node->text, s->choice[i]) == 0) {
			*ret_index = i;
			return true;
		}
	str_add(&what, "should be one of:");
	for (int i = 0; s->choice[i] != NULL; i++)
		str_printf(&what, "%s %s", i ? "," : "", s->choice[i]);
	refuse(r, node, what.text);
	str_clear(&what);
	return false;
}

static bool
address_plausible(const char *text)
{
	const char *at = strchr(text, '@');

	if (at == NULL || at == text || strchr(at + 1, '@') != NULL || strchr(at, '.') == NULL)
		return false;
	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p <= ' ' || strchr("<>\"(),;\\", *p) != NULL || *p == 0x7f)
			return false;
	return strlen(text) <= 254;
}

/* https://, or http:// on this machine, as the room http wants it; nobody's name in it. */
static bool
url_plausible(const char *text, const char **ret_what)
{
	bool clear = text_starts(text, "http://");

	*ret_what = "is no address of a server. It begins with https://";
	if (!clear && !text_starts(text, "https://"))
		return false;
	const char *host = strchr(text, '/') + 2;
	size_t len = strcspn(host, "/?#");
	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p <= ' ' || *p == 0x7f)
			return false;
	if (len == 0)
		return false;
	*ret_what = "holds a user's name. Write it as user:";
	if (memchr(host, '@', len) != NULL)
		return false;
	*ret_what = "begins with http://, which everybody on the way can read. Use https://";
	len = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/?#");
	return !clear || (len == 9 && strncmp(host, "localhost", len) == 0) ||
	    (len == 5 && strncmp(host, "[::1]", len) == 0) ||
	    (text_starts(host, "127.") && strspn(host, "0123456789.") == len);
}

/* "owner, team@x.example": words between commas. */
static bool
words_fit(const struct setting *s, const char *text)
{
	bool fit = true;

	while (fit && *text != '\0') {
		char word[256];
		size_t blank = strspn(text, " ,"), len = strcspn(text + blank, " ,");
		text += blank;
		if (len >= sizeof(word))
			return false;
		memcpy(word, text, len);
		word[len] = '\0';
		text += len;
		fit = len == 0 || (s->max == 1 && address_plausible(word));
		for (int i = 0; !fit && s->choice[i] != NULL; i++)
			fit = strcmp(word, s->choice[i]) == 0;
	}
	return fit;
}

static bool
refuse_words(struct reading *r, const struct setting *s, const struct yaml_node *node)
{
	struct str what = STR_INIT;

	str_add(&what, s->choice[0] == NULL ? "should be mail addresses, with commas between" :
	    s->max == 1 ? "should be mail addresses or of these words, with commas between:" :
	    "should be of these words, with commas between:");
	for (int i = 0; s->choice[i] != NULL; i++)
		str_printf(&what, "%s %s", i ? "," : "", s->choice[i]);
	refuse(r, node, what.text);
	str_clear(&what);
	return false;
}

int
settings_clock_min(const char *clock)
{
	return (clock[0] - '0') * 600 + (clock[1] - '0') * 60 + (clock[3] - '0') * 10 + clock[4] - '0';
}

/* "17:30" */
static bool
clock_fits(const char *text)
{
	return strlen(text) == 5 && strspn(text, "0123456789") == 2 && text[2] == ':' &&
	    strspn(text + 3, "0123456789") == 2 && strncmp(text, "24", 2) < 0 && text[3] < '6';
}

static void
read_secret(struct reading *r, const struct yaml_node *node, const char *text, const char **field)
{
	struct settings *s = r->settings;
	struct err err = ERR_INIT;

	if (!secret_check_spec(text, &err)) {
		problems_add(r->problems, r->file, node->line, node->column, PROBLEM_ERROR, "%s",
		    err.text);
		return;
	}
	*field = arena_strdup(r->arena, text);
	s->secret = arena_grow(r->arena, s->secret, s->secrets, &r->size, sizeof(*s->secret));
	s->secret[s->secrets++] = (struct setting_secret){ *field, r->file, node->line, node->column };
}

/* Tokens go there: to nobody in the clear but this machine. */
static bool
link_is_safe(const char *text)
{
	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p <= ' ' || (unsigned char)*p >= 0x7f)
			return false;
	return (text_starts(text, "https://") && text[8] != '\0') ||
	    text_starts(text, "http://127.0.0.1:") || text_starts(text, "http://localhost:");
}

static void
read_text(struct reading *r, const struct setting *s, const struct yaml_node *node,
    const char **field)
{
	const char *text, *what;
	int index;

	if (!yaml_text(node, r->file, &text, r->problems))
		return;
	if (s->type == SET_ADDRESS && !address_plausible(text))
		refuse(r, node, "is no mail address");
	else if (s->type == SET_URL && !url_plausible(text, &what))
		refuse(r, node, what);
	else if (s->type == SET_SECRET)
		read_secret(r, node, text, field);
	else if (s->type == SET_LINK && !link_is_safe(text))
		refuse(r, node, "should begin with https://, or with http://127.0.0.1 for this machine");
	else if (s->type == SET_ZONE && zone_find(text, NULL) == NULL)
		refuse(r, node, "is no time zone. Names are like \"America/Chicago\"");
	else if (s->type == SET_CLOCK && !clock_fits(text))
		refuse(r, node, "is no time of day. Times are like \"17:30\"");
	else if (s->type == SET_WORDS && !words_fit(s, text))
		refuse_words(r, s, node);
	else if (s->type == SET_WORDS || s->choice == NULL || read_choice(r, s, node, &index))
		*field = arena_strdup(r->arena, text);
}

static void read_map(struct reading *r, const struct setting *keys,
    const struct yaml_node *map, char *base);
static void read_list(struct reading *r, const struct setting_list *l,
    const struct yaml_node *list);

static void
read_value(struct reading *r, const struct setting *s, const struct yaml_node *node,
    char *base)
{
	void *field = base + s->offset;
	int64_t number;

	switch (s->type) {
	case SET_TEXT:
	case SET_ADDRESS:
	case SET_URL:
	case SET_SECRET:
	case SET_LINK:
	case SET_ZONE:
	case SET_WORDS:
	case SET_CLOCK:
		read_text(r, s, node, field);
		break;
	case SET_BOOL:
		yaml_bool(node, r->file, field, r->problems);
		break;
	case SET_INT:
		yaml_int(node, r->file, s->min, s->max, field, r->problems);
		break;
	case SET_PORT:
		if (yaml_int(node, r->file, 0, 65535, &number, r->problems))
			*(int *)field = (int)number;
		break;
	case SET_CHOICE:
		read_choice(r, s, node, field);
		break;
	case SET_MAP:
		read_map(r, s->map, node, field);
		break;
	case SET_LIST:
		read_list(r, s->list, node);
		break;
	}
}

/* Fills what is written, and what is not from the table. */
static void
read_map(struct reading *r, const struct setting *keys, const struct yaml_node *map,
    char *base)
{
	const char *names[SETTING_KEYS_MAX + 1] = { NULL };

	for (size_t i = 0; keys[i].key != NULL; i++)
		names[i] = keys[i].key;
	if (map != NULL && !yaml_check_keys(map, r->file, names, r->problems) &&
	    map->kind != YAML_MAP)
		return;
	for (const struct setting *s = keys; s->key != NULL; s++) {
		const struct yaml_node *node = yaml_get(map, s->key);
		struct yaml_node otherwise = { .kind = YAML_SCALAR, .text = s->otherwise };
		if (node != NULL)
			read_value(r, s, node, base);
		else if (s->otherwise != NULL)
			read_value(r, s, &otherwise, base);
		else if (s->type == SET_MAP && s->map != server_keys)
			read_map(r, s->map, NULL, base + s->offset);
	}
}

static void
check_webhook(const struct reading *r, const struct yaml_node *node, const struct settings *s)
{
	const struct webhook *w = &s->webhook[s->webhooks];
	const char *what = w->name == NULL ? "needs a name" : w->url == NULL ? "needs a url" : NULL;

	for (size_t i = 0; i < s->webhooks && what == NULL; i++)
		if (text_equal(s->webhook[i].name, w->name))
			what = "has the name of another one";
	if (what != NULL)
		problems_add(r->problems, r->file, node->line, node->column, PROBLEM_ERROR,
		    "a webhook %s", what);
}

const struct webhook *
settings_webhook(const struct settings *s, const char *name)
{
	for (size_t i = 0; i < s->webhooks; i++)
		if (text_equal(s->webhook[i].name, name))
			return &s->webhook[i];
	return NULL;
}

static void
check_calendar(const struct reading *r, const struct yaml_node *node, const struct settings *s)
{
	const struct calendar_account *c = &s->account[s->accounts];
	const char *what = c->name == NULL ? "needs a name" : c->url == NULL ? "needs a url" :
	    c->user != NULL && c->password == NULL ?
	    "has a user and needs a password (file:, env: or command:)" :
	    c->user == NULL && c->password != NULL ? "has a password and needs a user" : NULL;

	for (size_t i = 0; i < s->accounts && what == NULL; i++) {
		if (text_equal(s->account[i].name, c->name))
			what = "has the name of another one";
		else if (text_equal(s->account[i].url, c->url) &&
		    text_equal(s->account[i].collection, c->collection))
			what = "has the url and the collection of another one: each needs its own";
	}
	if (what != NULL)
		problems_add(r->problems, r->file, node->line, node->column, PROBLEM_ERROR,
		    "a calendar %s", what);
}

static void
read_list(struct reading *r, const struct setting_list *l, const struct yaml_node *list)
{
	char *settings = (char *)r->settings;
	size_t *count = (size_t *)(void *)(settings + l->count);

	if (list->kind != YAML_LIST) {
		problems_add(r->problems, r->file, list->line, list->column, PROBLEM_ERROR,
		    "%s are a list: each one begins with \"-\"", l->key);
		return;
	}
	char *items = arena_array(r->arena, list->count, l->item_bytes);
	memcpy(settings + l->array, &items, sizeof(items));
	for (const struct yaml_node *node = list->child; node != NULL; node = node->next) {
		size_t before = r->problems->errors;
		read_map(r, l->keys, node, items + *count * l->item_bytes);
		if (r->problems->errors == before)
			l->check(r, node, r->settings);
		(*count)++;
	}
}

/* Where a server says that it wants a token. */
static const struct yaml_node *
token_login(const struct yaml_node *server)
{
	const struct yaml_node *auth = yaml_get(server, "auth");

	return auth != NULL && auth->kind == YAML_SCALAR && text_equal(auth->text, "oauth") ? auth : NULL;
}

/* What a key of a server demands of another; "at" is where one that is missing belongs. */
static void
check_server(struct reading *r, const char *name, const struct yaml_node *server,
    const struct yaml_node *at)
{
	const struct yaml_node *user = yaml_get(server, "user"), *login = token_login(server);

	if (server != NULL && server->kind != YAML_MAP)
		return;			/* said already */
	if (yaml_get(server, "host") == NULL)
		problems_add(r->problems, r->file, at->line, at->column, PROBLEM_ERROR,
		    "mail.%s needs a host", name);
	if (user == NULL && login != NULL)
		problems_add(r->problems, r->file, login->line, login->column, PROBLEM_ERROR,
		    "\"auth: oauth\" needs a user");
	if (user != NULL && login == NULL && yaml_get(server, "password") == NULL)
		problems_add(r->problems, r->file, user->line, user->column, PROBLEM_ERROR,
		    "mail.%s has a user and needs a password (file:, env: or command:)", name);
}

/* What one key demands of another: of the nodes, since a field whose text is wrong was not set. */
static void
check_together(struct reading *r, const struct yaml_node *root, const struct settings *s)
{
	const struct yaml_node *mail = yaml_get(root, "mail");
	const struct yaml_node *smtp = yaml_get(mail, "smtp"), *imap = yaml_get(mail, "imap");

	if (smtp != NULL || s->mail.transport == TRANSPORT_SMTP)
		check_server(r, "smtp", smtp, smtp != NULL ? smtp : yaml_get(mail, "transport"));
	if (imap != NULL)
		check_server(r, "imap", imap, imap);
	settings_check_web(r->file, yaml_get(root, "web"), s, r->problems);
	settings_check_oauth(r->file, yaml_get(mail, "oauth"), token_login(smtp) != NULL ?
	    token_login(smtp) : token_login(imap), r->problems);
}

bool
mail_server_wants_token(const struct mail_server *server)
{
	return text_equal(server->auth, "oauth");
}

static void
fill_derived(struct settings *s, struct arena *a)
{
	static const int ports[2][2] = { { 465, 587 }, { 993, 143 } };	/* RFC 8314 */

	s->zone = zone_find(s->timezone, NULL);
	if (s->web.sign_in == SIGN_IN_AUTO && settings_web_is_open(s))
		s->web.sign_in = SIGN_IN_REQUIRED;	/* also before there is a user */
	settings_fill_oauth(&s->mail.oauth, a);
	if (s->mail.domain == NULL)
		s->mail.domain = strchr(s->mail.from, '@') + 1;
	if (s->mail.from_name == NULL)
		s->mail.from_name = s->org_name;
	if (s->mail.smtp.port == 0)
		s->mail.smtp.port = ports[0][s->mail.smtp.tls];
	if (s->mail.imap.port == 0)
		s->mail.imap.port = ports[1][s->mail.imap.tls];
}

struct settings *
settings_parse(const char *file, const char *bytes, size_t len, struct arena *a,
    struct problems *problems)
{
	struct settings *s = arena_alloc(a, sizeof(*s));
	struct reading r = { .file = arena_strdup(a, file), .arena = a, .problems = problems,
	    .settings = s };
	size_t before = problems->errors;

	struct yaml_node *root = yaml_parse(file, bytes, len, a, problems);
	if (root == NULL)
		return NULL;
	read_map(&r, top_keys, root, (char *)s);
	check_together(&r, root, s);
	if (problems->errors > before)
		return NULL;
	fill_derived(s, a);
	return s;
}

const char *
settings_url(const struct settings *settings, int port, struct arena *a)
{
	const char *url = settings->web.url;

	if (url == NULL)
		return arena_printf(a, settings->web.certificate != NULL ? "https://localhost:%d" :
		    "http://127.0.0.1:%d", port);
	return arena_strndup(a, url, strlen(url) - (text_ends(url, "/") ? 1 : 0));
}
