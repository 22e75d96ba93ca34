/*
 * administration: how this place is set up: settings, what papers are kept for how long, payers, sites and types of
 * credentials.  Settings and catalogs are files (config/README.md), which settings_edit.c changes.  Secrets never
 * stand here.
 */
#include "base/hash.h"
#include "core/catalog.h"
#include "store/catalog_version.h"
#include "store/record_list.h"
#include "store/retention.h"
#include "store/settings_file.h"
#include "web/accounts.h"
#include "web/page.h"
#include "web/pages.h"
#include "base/banned.h"

#define ROWS_MAX	200
#define OVER_MAX	50

static void
add_setting(struct json *list, const char *name, const char *value)
{
	struct json *one = json_new_object();

	json_set_text(one, "name", name);
	json_set_text(one, "value", value != NULL ? value : "none");
	json_push(list, one);
}

static const char *
server_words(const struct request *r, const struct mail_server *server)
{
	return server->host == NULL ? "the folder mail/ (no server)" :
	    arena_printf(r->a, "%s, port %d, %s", server->host, server->port,
	    server->tls == TLS_IMPLICIT ? "TLS" : "STARTTLS");
}

static void
add_settings(const struct request *r, struct json *data)
{
	static const char *const sign_in[] = { [SIGN_IN_AUTO] = "as soon as there is a person",
		[SIGN_IN_REQUIRED] = "always", [SIGN_IN_OFF] = "never" };
	const struct settings *s = r->web->settings;
	struct json *list = json_new_array();

	add_setting(list, "Organization", s->org_name);
	add_setting(list, "Time zone", s->timezone);
	add_setting(list, "Working days", s->calendar);
	add_setting(list, "Limits of", s->org_kind == ORG_CVO ? "a verification organization" : "a health plan");
	add_setting(list, "Letters come from", s->mail.from);
	add_setting(list, "Letters go out by", s->mail.transport == TRANSPORT_SMTP ? server_words(r, &s->mail.smtp) :
	    "the folder mail/sent (no server)");
	add_setting(list, "Answers are read from", server_words(r, &s->mail.imap));
	add_setting(list, "Largest document", arena_printf(r->a, "%lld MB", (long long)(s->documents.bytes_max >> 20)));
	add_setting(list, "People reach the pages at", r->web->url);
	add_setting(list, "Signing in is needed", sign_in[s->web.sign_in]);
	add_setting(list, "Signed out after", arena_printf(r->a, "%lld minutes without a request, %lld hours in all",
	    (long long)s->web.idle_minutes, (long long)s->web.session_hours));
	add_setting(list, "Calendars show names", s->calendar_feed.detail);
	add_setting(list, "Weekly review goes to", s->review.to);
	add_setting(list, "Questions to public registries", s->registry.is_allowed ? "allowed" : "not allowed");
	json_set(data, "settings", list);
}

static void
add_rules(struct json *data, const struct retention *rules)
{
	struct json *list = json_new_array();

	for (size_t i = 0; rules != NULL && i < rules->count; i++) {
		const struct retention_rule *rule = &rules->rule[i];
		struct str kinds = STR_INIT;
		struct json *one = json_new_object();
		for (size_t k = 0; rule->kinds != NULL && rule->kinds[k] != NULL; k++)
			str_printf(&kinds, "%s%s", k > 0 ? ", " : "", rule->kinds[k]);
		for (size_t k = 0; rule->statuses != NULL && rule->statuses[k] != NULL; k++)
			str_printf(&kinds, "%s%s", kinds.len > 0 ? ", " : "", rule->statuses[k]);
		json_set_text(one, "key", rule->key);
		json_set_text(one, "kinds", kinds.len > 0 ? kinds.text : "all others");
		json_set_int(one, "years", rule->keep_years);
		json_set_text(one, "after", rule->after == AFTER_LEFT ? "the provider left" : "the decision");
		json_set_text(one, "source", rule->source);
		json_push(list, one);
		str_clear(&kinds);
	}
	json_set_bool(data, "has_rules", json_count(list) > 0);
	json_set(data, "rules", list);
}

/* As many as a form may destroy: what is held stays. */
static int64_t
count_free(const struct json *over)
{
	int64_t count = 0;

	for (size_t i = 0; i < json_count(over); i++)
		count += !json_get_bool(json_at(over, i), "is_held");
	return count;
}

/* Whose time is over: destroyed after somebody looked at the list. */
static bool
add_retention(struct request *r, struct json *data, struct err *err)
{
	const struct settings *s = r->web->settings;
	const struct retention_ask ask = { .rules = s->retention, .zone = s->zone, .today_day = r->today_day };
	struct json *over, *holds;
	int64_t undated;
	struct query q;

	add_rules(data, s->retention);
	if (s->retention == NULL)
		return true;
	if (!retention_list(r->web->db, &ask, &over, &undated, err))
		return false;
	json_set_int(data, "over_count", (int64_t)json_count(over));
	json_set(data, "free_count", count_free(over) > 0 ? json_new_int(count_free(over)) : json_new_null());
	json_set_bool(data, "has_over", json_count(over) > 0);
	json_set_bool(data, "over_more", json_count(over) > OVER_MAX);
	json_truncate(over, OVER_MAX);
	json_set(data, "over", over);
	json_set_int(data, "undated", undated);
	json_set_bool(data, "has_undated", undated > 0);
	retention_query_holds(&q, r->web->db, 0);
	return page_rows(r, data, "holds", &q, ROWS_MAX, &holds, err);
}

static bool
add_records(struct request *r, struct json *data, const char *kind, const char *key, struct err *err)
{
	const struct record_filter all = { .expires_by_day = DAY_NONE, .due_by_day = DAY_NONE };
	struct query q;

	record_query_list(&q, r->web->db, kind, &all);
	return page_rows(r, data, key, &q, ROWS_MAX, NULL, err);
}

static void
add_types(struct json *data, const struct catalog *catalog)
{
	struct json *list = json_new_array();

	for (size_t i = 0; catalog != NULL && i < catalog->types; i++) {
		const struct credential_type *type = &catalog->type[i];
		struct json *one = json_new_object();
		json_set_text(one, "label", type->label);
		json_set_text(one, "source", type->source);
		json_set(one, "days", type->shelf_life_days > 0 ? json_new_int(type->shelf_life_days) : json_new_null());
		json_set_bool(one, "retired", type->retired);
		json_push(list, one);
	}
	json_set(data, "types", list);
}

/* The files that are changed here, and who saved each last, when. */
static bool
add_files(struct request *r, struct json *data, struct err *err)
{
	struct json *rows, *list = json_new_array();
	const struct settings_file *file;
	struct query q;

	catalog_query_list(&q, r->web->db);
	if (!query_json(&q, r->web->settings->zone, &rows, err)) {
		json_free(list);
		return false;
	}
	for (size_t i = 0; (file = settings_file_list(i)) != NULL; i++) {
		struct json *one = json_new_object();
		json_set_text(one, "name", file->name);
		json_set_text(one, "label", file->label);
		for (size_t k = 0; k < json_count(rows); k++) {
			struct json *row = json_at(rows, k);
			if (!text_equal(json_get_text(row, "name"), file->name))
				continue;
			page_since(r, row, "noted_ms", "noted_words");
			json_set_int(one, "version", json_get_int(row, "version", 0));
			json_set_text(one, "noted_by", json_get_text(row, "noted_by"));
			json_set_text(one, "noted_words", json_get_text(row, "noted_words"));
		}
		json_push(list, one);
	}
	json_set(data, "files", list);
	json_free(rows);
	return true;
}

static const struct notice notices[] = {
	{ "tested", "It was tried just now; what was found stands below." },
	{ "destroyed", "Destroyed, with a record of each: who, when, why." },
	{ "held", "Held: none of these papers goes, whatever the rules say." },
	{ "lifted", "The hold is lifted." }, { NULL, NULL } };

bool
page_administration(struct request *r, struct reply *reply, struct err *err)
{
	struct json *data = json_new_object();
	char once[HASH_ID_BYTES];

	json_set_text(data, "title", "Administration");
	json_set_text(data, "once", random_id(once));
	json_set_bool(data, "at_administration", true);
	json_set_text(data, "folder", r->web->folder);
	add_settings(r, data);
	add_types(data, r->web->settings->catalog);
	page_notice(r, data, notices);
	if (accounts_add(r, data, err) && add_files(r, data, err) && add_retention(r, data, err) && add_records(r, data, "payer", "payers", err) &&
	    add_records(r, data, "location", "sites", err))
		return page_render(r, reply, "administration", data, err);
	json_free(data);
	return false;
}
