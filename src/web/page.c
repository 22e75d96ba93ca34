/* page: templates and values put together; times made into words; error pages. */
#include "web/page.h"

#include <string.h>

#include "base/asset.h"
#include "store/undo.h"
#include "web/static.h"
#include "web/views.h"
#include "web/words.h"
#include "workflow/template.h"
#include "base/banned.h"

#define HTML		"text/html; charset=utf-8"

static const char *
template_text(void *context, const char *name)
{
	const struct asset *asset = asset_find(arena_printf(context, "src/web/templates/%s.html", name));

	return asset != NULL ? asset->bytes : NULL;
}

/* {{#may.work}}: for what a page shows to some only. */
static struct json *
rights_json(const struct request *r)
{
	static const struct { const char *key; unsigned rights; } keys[] = {
		{ "names", RIGHT_NAMES }, { "read", RIGHT_READ }, { "work", RIGHT_WORK },
		{ "act", RIGHT_WORK | RIGHT_DECIDE }, { "audit", RIGHT_AUDIT }, { "admin", RIGHT_ADMIN },
	};
	struct json *may = json_new_object();

	for (size_t i = 0; i < LEN(keys); i++)
		json_set_bool(may, keys[i].key, request_may(r, keys[i].rights));
	return may;
}

/* What says only what was done, or how far one had turned the pages, stands in no address that one comes back to. */
const char *
page_here(const struct request *r)
{
	static const char *const passing[] = { "did", "undo", "after", "before" };
	struct str s = STR_INIT;

	str_add(&s, url_quoted(r->path, r->a));
	for (size_t i = 0; i < r->query.count; i++) {
		const struct pair *pair = &r->query.item[i];
		bool passes = text_blank(pair->value);
		for (size_t k = 0; k < LEN(passing); k++)
			passes |= text_equal(pair->name, passing[k]);
		if (passes)
			continue;
		str_printf(&s, "%c%s=%s", strchr(s.text, '?') != NULL ? '&' : '?', url_quoted(pair->name, r->a),
		    url_quoted(pair->value, r->a));
	}
	const char *here = arena_strdup(r->a, s.text);
	str_clear(&s);
	return here;
}

/* Said in the same words on every page. */
static const struct notice everywhere[] = {
	{ "again", "This was done before: nothing was changed." }, { "undone", "Taken back: it is as it was before." },
	{ "view", "The view is saved: its name stands above the list." }, { "forget", "The view is forgotten; the list stays." },
};

/* Also on a page that has no words of its own. */
static void
notice_everywhere(const struct request *r, struct json *data)
{
	const char *did = pairs_get(&r->query, "did");

	for (size_t i = 0; did != NULL && i < LEN(everywhere); i++)
		if (strcmp(did, everywhere[i].did) == 0)
			json_set_text(data, "notice", everywhere[i].words);
}

bool
page_render(struct request *r, struct reply *reply, const char *name, struct json *data,
    struct err *err)
{
	const struct template_options options = { .escape = ESCAPE_HTML, .partial = template_text,
	    .context = r->a, .kept = r->web->templates };
	const char *text = template_text(r->a, name);

	if (text == NULL)
		BUG("no template %s", name);
	json_set_text(data, "org", r->web->settings->org_name);
	json_set_text(data, "style", statics_path(r->web->statics, "style.css"));
	json_set_text(data, "script", statics_path(r->web->statics, "desk.js"));
	json_set_text(data, "calendar_script", statics_path(r->web->statics, "calendar.js"));
	json_set_text(data, "live_script", statics_path(r->web->statics, "live.js"));
	json_set_text(data, "chart_style", statics_path(r->web->statics, "chart.css"));
	json_set_text(data, "chart_script", statics_path(r->web->statics, "chart.js"));
	json_set_text(data, "icon", statics_path(r->web->statics, "icon.svg"));
	json_set_text(data, "token", r->token);
	json_set_text(data, "here", page_here(r));
	notice_everywhere(r, data);
	if (reply->status < 400 && !views_add(r, data, json_get_text(data, "here"), err)) {
		json_free(data);
		return false;
	}
	json_set_text(data, "user", r->session != NULL ? r->actor : NULL);
	json_set(data, "may", rights_json(r));
	json_set_text(data, "now", words_instant(r->now_ms, r->web->settings->zone, r->a));
	json_set_text(data, "zone", r->web->settings->timezone);
	bool ok = template_render(text, data, &options, &reply->body, err);
	json_free(data);
	reply->type = HTML;
	if (reply->status == 0)
		reply->status = 200;
	return ok;
}

static const char *
status_title(int status)
{
	static const struct { int status; const char *title; } titles[] = {
		{ 400, "This could not be understood" }, { 403, "Not allowed" },
		{ 404, "Nothing here" }, { 405, "Not possible here" }, { 409, "Not possible now" },
		{ 413, "Too much" }, { 421, "Wrong name" }, { 429, "Too many attempts" },
		{ 500, "This did not work" }, { 503, "Busy" },
	};

	for (size_t i = 0; i < LEN(titles); i++)
		if (titles[i].status == status)
			return titles[i].title;
	return "This did not work";
}

void
page_error(struct request *r, struct reply *reply, int status, const struct err *err)
{
	struct json *data = json_new_object();
	struct err why = ERR_INIT;

	str_truncate(&reply->body, 0);
	reply->status = status;
	json_set_text(data, "title", status_title(status));
	json_set_int(data, "status", status);
	json_set_text(data, "why", status == 500 ? "the program's log says why" : err->text);
	if (!page_render(r, reply, "error", data, &why))
		BUG("the error page: %s", why.text);
}

bool
page_rows(struct request *r, struct json *data, const char *key, struct query *q, size_t limit,
    struct json **ret_rows, struct err *err)
{
	struct json *rows;

	if (!query_json(q, r->web->settings->zone, &rows, err))
		return false;
	if (json_count(rows) > limit) {
		json_set_bool(data, arena_printf(r->a, "%s_more", key), true);
		json_truncate(rows, limit);
	}
	json_set_bool(data, arena_printf(r->a, "has_%s", key), json_count(rows) > 0);
	json_set(data, key, rows);
	if (ret_rows != NULL)
		*ret_rows = rows;
	return true;
}

bool
page_after(const struct request *r, int64_t *ret_id, struct err *err)
{
	const char *after = pairs_get(&r->query, "after");

	*ret_id = 0;
	return after == NULL || (int_parse(after, ret_id) && *ret_id > 0) ||
	    fail(err, ERR_INPUT, "\"%.40s\" is no number of a row", after);
}

static void
set_words(const struct request *r, struct json *row, const char *key, const char *words_key,
    const char *(*words)(int64_t, int64_t, const struct zone *, struct arena *))
{
	int64_t at_ms;

	if (instant_parse(json_get_text(row, key), zone_utc(), &at_ms, NULL))
		json_set_text(row, words_key, words(at_ms, r->now_ms, r->web->settings->zone, r->a));
}

void
page_since(const struct request *r, struct json *row, const char *key, const char *words_key)
{
	set_words(r, row, key, words_key, words_since);
}

void
page_until(const struct request *r, struct json *row, const char *key, const char *words_key)
{
	set_words(r, row, key, words_key, words_until);
}

void
page_day(const struct request *r, struct json *row, const char *key, const char *words_key)
{
	const char *text = json_get_text(row, key);
	int32_t day;

	if (text != NULL && day_parse(text, &day))
		json_set_text(row, words_key, words_day(day, r->today_day, r->a));
}

void
page_case_words(const struct request *r, struct json *row)
{
	json_set_bool(row, "has_case", json_get_int(row, "case_id", 0) != 0);
	json_set_text(row, "workflow_words", words_title(json_get_text(row, "workflow"), r->a));
	json_set_text(row, "state_words", words_name(json_get_text(row, "state"), r->a));
}

void
page_notice(const struct request *r, struct json *data, const struct notice *notices)
{
	const char *did = pairs_get(&r->query, "did");

	const char *undo = pairs_get(&r->query, "undo");
	int64_t undo_id;

	if (undo != NULL && int_parse(undo, &undo_id) && undo_is_offered(r->web->db, undo_id, r->actor, r->now_ms))
		json_set_int(data, "undo", undo_id);
	for (size_t i = 0; did != NULL && notices[i].did != NULL; i++)
		if (text_equal(did, notices[i].did))
			json_set_text(data, "notice", notices[i].words);
}

void
page_choose(struct json *rows, const char *key, int64_t id)
{
	for (size_t i = 0; i < json_count(rows); i++)
		json_set_bool(json_at(rows, i), "is_chosen", json_get_int(json_at(rows, i), key, 0) == id);
}
