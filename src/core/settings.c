/*
 * settings: walks the file by the table of settings_keys.  Each row says where the value goes, how it is read
 * and what it is when nothing is written.
 */
#include "core/settings_inside.h"

#include <string.h>

#include "base/str.h"
#include "core/role.h"
#include "core/settings_oauth.h"
#include "core/settings_service.h"
#include "core/settings_web.h"
#include "base/banned.h"

static void
read_texts(struct reading *r, const struct setting *s, const struct yaml_node *node,
    struct setting_texts *field)
{
	const char *text;

	if (node->kind != YAML_LIST) {
		problems_add(r->problems, r->file, node->line, node->column, PROBLEM_ERROR,
		    "%s are a list: [one, two]", s->key);
		return;
	}
	field->item = arena_array(r->arena, node->count, sizeof(*field->item));
	for (const struct yaml_node *item = node->child; item != NULL; item = item->next)
		if (yaml_text(item, r->file, &text, r->problems))
			field->item[field->count++] = arena_strdup(r->arena, text);
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
		settings_read_text(r, s, node, field);
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
		settings_read_choice(r, s, node, field);
		break;
	case SET_TEXTS:
		read_texts(r, s, node, field);
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
		else if (s->type == SET_MAP && s->map != settings_server_keys)
			read_map(r, s->map, NULL, base + s->offset);
	}
}

void
settings_check_webhook(const struct reading *r, const struct yaml_node *node, const struct settings *s)
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

void
settings_check_calendar(const struct reading *r, const struct yaml_node *node, const struct settings *s)
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

void
settings_check_rate(const struct reading *r, const struct yaml_node *node, const struct settings *s)
{
	for (size_t i = 0; i < s->rates; i++)
		if (text_equal(s->rate[i].provider_type, s->rate[s->rates].provider_type))
			problems_add(r->problems, r->file, node->line, node->column, PROBLEM_ERROR,
			    "collections of this type of provider stand here already");
}

void
settings_check_share(const struct reading *r, const struct yaml_node *node, const struct settings *s)
{
	const struct payer_share *one = &s->share[s->shares];
	const char *what = one->payer == NULL ? "needs a payer" : NULL;
	int64_t all = one->percent;

	for (size_t i = 0; i < s->shares; i++) {
		all += s->share[i].percent;
		if (text_equal(s->share[i].payer, one->payer))
			what = "is of a payer that has one already";
	}
	if (what == NULL && all > 100)
		what = "makes more than 100 percent of all together";
	if (what != NULL)
		problems_add(r->problems, r->file, node->line, node->column, PROBLEM_ERROR, "a payer's share %s", what);
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

/* What a key of a server demands of another; "at" is where one that is missing belongs.  A service says
 * where the server is and whose account it is. */
static void
check_server(struct reading *r, const char *name, const struct yaml_node *server,
    const struct yaml_node *at)
{
	const struct yaml_node *user = yaml_get(server, "user"), *login = token_login(server);
	bool has_service = r->settings->mail.service != NULL;

	if (server != NULL && server->kind != YAML_MAP)
		return;			/* said already */
	if (yaml_get(server, "host") == NULL && !has_service)
		problems_add(r->problems, r->file, at->line, at->column, PROBLEM_ERROR,
		    "mail.%s needs a host", name);
	if (user == NULL && login != NULL && !has_service)
		problems_add(r->problems, r->file, login->line, login->column, PROBLEM_ERROR,
		    "\"auth: oauth\" needs a user");
	if (user != NULL && login == NULL && yaml_get(server, "password") == NULL && !has_service)
		problems_add(r->problems, r->file, user->line, user->column, PROBLEM_ERROR,
		    "mail.%s has a user and needs a password (file:, env: or command:)", name);
}

/* A service's account has its password, or its token. */
static void
check_service(struct reading *r, const struct yaml_node *mail, const struct settings *s)
{
	const struct yaml_node *at = yaml_get(mail, "service");
	const struct mail_server *servers[] = { &s->mail.smtp, &s->mail.imap };
	bool lacks = false;

	for (size_t i = 0; i < LEN(servers); i++)
		lacks = lacks || (!mail_server_wants_token(servers[i]) && servers[i]->password == NULL);
	if (s->mail.service != NULL && lacks)
		problems_add(r->problems, r->file, at->line, at->column, PROBLEM_ERROR,
		    "\"%s\" needs a password (file:, env: or command:); the provider gives one for programs",
		    s->mail.service);
	if (s->mail.service == NULL && yaml_get(mail, "password") != NULL)
		problems_add(r->problems, r->file, yaml_get(mail, "password")->line,
		    yaml_get(mail, "password")->column, PROBLEM_ERROR,
		    "mail.password belongs to a mail.service; else smtp and imap have their own");
}

/* No folder is read twice, and what was moved away is not read again. */
static void
check_folders(struct reading *r, const struct yaml_node *mail, const struct settings *s)
{
	const struct yaml_node *more = yaml_get(mail, "more_folders"), *handled =
	    yaml_get(mail, "handled_folder");
	const struct setting_texts *names = &s->mail.more_folders;

	for (size_t i = 0; i < names->count; i++) {
		bool twice = text_equal(names->item[i], s->mail.folder);
		for (size_t j = 0; j < i; j++)
			twice = twice || text_equal(names->item[i], names->item[j]);
		if (twice)
			problems_add(r->problems, r->file, more->line, more->column, PROBLEM_ERROR,
			    "the folder \"%s\" is named twice", names->item[i]);
		if (text_equal(names->item[i], s->mail.handled_folder))
			problems_add(r->problems, r->file, handled->line, handled->column, PROBLEM_ERROR,
			    "\"%s\" is read, too (more_folders): nothing can be moved there", names->item[i]);
	}
	if (s->mail.handled_folder != NULL && text_equal(s->mail.handled_folder, s->mail.folder))
		problems_add(r->problems, r->file, handled->line, handled->column, PROBLEM_ERROR,
		    "\"%s\" is read itself (folder): nothing can be moved there", s->mail.folder);
}

/* Hours have a beginning and an end behind it. */
static void
check_hours(struct reading *r, const struct yaml_node *mail, const struct settings *s)
{
	const struct yaml_node *from = yaml_get(mail, "send_from"), *until = yaml_get(mail, "send_until");
	const struct yaml_node *at = from != NULL ? from : until;

	if (at == NULL)
		return;
	if ((from == NULL) != (until == NULL))
		problems_add(r->problems, r->file, at->line, at->column, PROBLEM_ERROR,
		    "mail.send_from and mail.send_until are written together, or neither");
	else if (s->mail.send_from != NULL && s->mail.send_until != NULL &&
	    settings_clock_min(s->mail.send_from) >= settings_clock_min(s->mail.send_until))
		problems_add(r->problems, r->file, at->line, at->column, PROBLEM_ERROR,
		    "mail.send_until is not later than mail.send_from: letters would never leave");
}

/* What one key demands of another: of the nodes, since a field whose text is wrong was not set. */
static void
check_together(struct reading *r, const struct yaml_node *root, const struct settings *s)
{
	const struct yaml_node *mail = yaml_get(root, "mail");
	const struct yaml_node *smtp = yaml_get(mail, "smtp"), *imap = yaml_get(mail, "imap");

	check_service(r, mail, s);
	if (smtp != NULL || (s->mail.transport == TRANSPORT_SMTP && s->mail.service == NULL))
		check_server(r, "smtp", smtp, smtp != NULL ? smtp : yaml_get(mail, "transport"));
	if (imap != NULL)
		check_server(r, "imap", imap, imap);
	check_folders(r, mail, s);
	check_hours(r, mail, s);
	settings_check_web(r->file, yaml_get(root, "web"), s, r->problems);
	settings_check_oauth(r->file, yaml_get(mail, "oauth"), token_login(smtp) != NULL ?
	    token_login(smtp) : token_login(imap) != NULL ? token_login(imap) :
	    settings_service_wants_token(s) ? yaml_get(mail, "service") : NULL,
	    s->mail.oauth.provider != NULL, r->problems);
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
	read_map(&r, settings_keys, root, (char *)s);
	settings_fill_service(yaml_get(root, "mail"), s);
	s->roles = &role_most;
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
