/*
 * edit: the fields of a record in a form.  The form knows which version it showed; when somebody changed the record
 * since, nothing is written: what was typed stays, and stands beside what is there now.
 */
#include <string.h>

#include "core/right.h"
#include "store/record_part.h"
#include "store/record_version.h"
#include "web/once.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/words.h"
#include "base/banned.h"

#define FIELD	"f."	/* before the names of the record's own fields */

static const struct notice notices[] = { { "saved", "Saved." }, { NULL, NULL } };

/* One record on its way through the form. */
struct edit {
	const struct record_kind *kind;
	int64_t			 id;
	const char		*seen;		/* modified_ms of the version that is shown */
	const char		*warning;	/* NULL: none */
	bool			 is_posted;	/* values are those of the form, else those of the row */
	bool			 is_stale;	/* both are shown */
	struct record		 wanted;	/* what the form says; when is_posted */
};

/* Documents are decided, not typed; to whom something belongs is not changed here. */
static bool
begin(const struct request *r, struct edit *e, struct err *err)
{
	*e = (struct edit){ .kind = record_kind_find(r->word[0]) };

	if (e->kind == NULL || strcmp(e->kind->name, r->word[0]) != 0 || strcmp(e->kind->name, "document") == 0)
		return fail(err, ERR_MISSING, "there is no page to change a \"%.40s\"", r->word[0]);
	return request_id(r, 1, &e->id, err);
}

/* What is sensitive may be typed by those who may see it; the form itself does not show what there is. */
static bool
is_shown(const struct request *r, const struct record_field *f)
{
	if ((f->flags & FIELD_SECRET) && !request_may(r, right_of_field(f->name)))
		return false;
	return f->column != NULL && !(f->flags & FIELD_DERIVED) && f->type != FIELD_PROVIDER &&
	    f->type != FIELD_PAYER && f->type != FIELD_LOCATION;
}

static bool
is_true(const struct json *value)
{
	return json_as_bool(value) || json_as_int(value, 0) != 0;
}

/* As a person writes it; what is a yes or no, as "yes" and "no". */
static const char *
row_text(const struct request *r, const struct json *row, const struct record_field *f)
{
	const struct json *value = json_get(row, f->column);

	if (json_kind_of(value) == JSON_IS_NULL)
		return "";
	if (f->type == FIELD_BOOL)
		return is_true(value) ? "yes" : "no";
	return json_kind_of(value) == JSON_IS_TEXT ? json_as_text(value) : json_print_in(value, r->a);
}

/* Is that in the record what the form says, too? */
static bool
is_same(const struct request *r, const struct edit *e, const struct json *row, size_t i)
{
	const struct record_field *f = &e->kind->field[i];
	const char *wanted = e->wanted.value[i], *now = row_text(r, row, f);

	if (wanted == NULL)
		return true;
	if (f->type == FIELD_BOOL && wanted[0] != '\0')
		wanted = strcmp(wanted, "1") == 0 ? "yes" : "no";
	return strcmp(wanted, now) == 0;
}

static const char *
input_type(const struct record_field *f)
{
	return f->type == FIELD_DAY ? "date" : text_equal(f->name, "email") ? "email" : "text";
}

/* "F,female|M,male": the first words of each. */
static struct json *
options(const struct request *r, const struct record_field *f, const char *value)
{
	const char *p = f->type == FIELD_BOOL ? "yes|no" : f->detail;
	struct json *list = json_new_array();

	while (*p != '\0') {
		struct json *option = json_new_object();
		const char *word = arena_strndup(r->a, p, strcspn(p, ",|"));
		json_set_text(option, "word", word);
		json_set_bool(option, "is_chosen", strcmp(word, value) == 0);
		json_push(list, option);
		p += strcspn(p, "|");
		p += *p == '|';
	}
	return list;
}

static struct json *
field_json(const struct request *r, const struct edit *e, const struct json *row, size_t i)
{
	const struct record_field *f = &e->kind->field[i];
	const char *name = arena_printf(r->a, FIELD "%s", f->name), *typed = pairs_get(&r->form, name);
	const char *now = row_text(r, row, f), *value = e->is_posted && typed != NULL ? typed : now;
	struct json *field = json_new_object();

	json_set_text(field, "name", name);
	json_set_text(field, "label", words_title(f->name, r->a));
	json_set_text(field, "value", value);
	json_set_text(field, "type", input_type(f));
	json_set_bool(field, "is_required", f->flags & FIELD_REQUIRED);
	json_set_bool(field, "is_long", strcmp(f->name, "note") == 0);
	json_set_bool(field, "is_secret", f->flags & FIELD_SECRET);
	if (f->type == FIELD_CHOICE || f->type == FIELD_BOOL) {
		json_set_bool(field, "has_options", true);
		json_set(field, "options", options(r, f, value));
	}
	if (e->is_stale && !is_same(r, e, row, i)) {
		json_set_bool(field, "differs", true);
		json_set_text(field, "now", f->flags & FIELD_SECRET ? "not shown" : now[0] != '\0' ? now : "nothing");
	}
	return field;
}

/* Where the record is looked at. */
static const char *
home(const struct request *r, const struct edit *e, const struct json *row)
{
	int64_t provider_id = json_get_int(row, "provider_id", 0);

	if (provider_id != 0)
		return arena_printf(r->a, "/provider/%lld", (long long)provider_id);
	return strcmp(e->kind->name, "payer") == 0 ? "/payers" : strcmp(e->kind->name, "agreement") == 0 ?
	    "/agreements" : strcmp(e->kind->name, "location") == 0 ? "/administration#sites" : "/";
}

/* What people call it. */
static const char *
called(const struct request *r, const struct json *row)
{
	static const char *const names[] = { "name", "vendor", "business_name" };
	const char *last = json_get_text(row, "last_name"), *first = json_get_text(row, "first_name");

	for (size_t i = 0; i < LEN(names); i++)
		if (json_get_text(row, names[i]) != NULL)
			return json_get_text(row, names[i]);
	return last == NULL ? "" : first == NULL ? last : arena_printf(r->a, "%s, %s", last, first);
}

static bool
render(struct request *r, struct reply *reply, const struct edit *e, const struct json *row, struct err *err)
{
	struct json *data = json_new_object(), *fields = json_new_array();
	char once[HASH_ID_BYTES];

	json_set_text(data, "title", arena_printf(r->a, "Change %s %lld", e->kind->name,
	    (long long)e->id));
	json_set_text(data, "kind", e->kind->name);
	json_set_int(data, "id", e->id);
	json_set_text(data, "called", called(r, row));
	json_set_text(data, "home", home(r, e, row));
	json_set_text(data, "seen", e->seen);
	json_set_text(data, "once", random_id(once));
	json_set_text(data, "warning", e->warning);
	page_notice(r, data, notices);
	for (size_t i = 0; i < e->kind->fields; i++)
		if (is_shown(r, &e->kind->field[i]))
			json_push(fields, field_json(r, e, row, i));
	json_set(data, "fields", fields);
	return page_render(r, reply, "edit", data, err);
}

static bool
show(struct request *r, struct reply *reply, struct edit *e, struct err *err)
{
	struct json *row;

	if (!record_load_row(r->web->db, e->kind->name, e->id, r->web->settings->zone, &row, err))
		return false;
	if (e->seen == NULL)
		e->seen = json_get_text(row, "modified_ms");
	bool ok = render(r, reply, e, row, err);
	json_free(row);
	return ok;
}

bool
page_edit(struct request *r, struct reply *reply, struct err *err)
{
	struct edit e;

	return begin(r, &e, err) && show(r, reply, &e, err);
}

/* The fields of the form that are not as in the row: what an import took once need not be right by now. */
static bool
read_form(const struct request *r, struct edit *e, const struct json *row, struct err *err)
{
	record_init(&e->wanted, e->kind, r->web->settings->catalog, r->today_day, r->a);
	for (size_t i = 0; i < e->kind->fields; i++) {
		const struct record_field *f = &e->kind->field[i];
		const char *text = pairs_get(&r->form, arena_printf(r->a, FIELD "%s", f->name));
		if (text != NULL && is_shown(r, f) && strcmp(text, row_text(r, row, f)) != 0 &&
		    !record_assign_at(&e->wanted, i, text, err))
			return fail_in(err, "%s", words_title(f->name, r->a));
	}
	return true;
}

static bool
refuse(struct request *r, struct reply *reply, struct edit *e, const struct err *why, struct err *err)
{
	e->is_posted = true;
	e->warning = why->text;
	reply->status = why->kind == ERR_CONFLICT ? 409 : 400;
	return show(r, reply, e, err);
}

static bool
show_both(struct request *r, struct reply *reply, struct edit *e, struct json *row, struct err *err)
{
	e->is_posted = e->is_stale = true;
	e->seen = json_get_text(row, "modified_ms");
	e->warning = "Somebody changed this since you looked. Nothing was saved: what you typed is below, and where it differs, "
	    "what is there now stands beside it. Saving again writes what is in the fields.";
	reply->status = 409;
	bool ok = render(r, reply, e, row, err);
	json_free(row);
	return ok;
}

/* Reads the form against the row as it is, and writes. */
static bool
write(struct request *r, struct edit *e, const struct record_by *by, struct json **ret_stale, struct err *err)
{
	const struct zone *zone = r->web->settings->zone;
	struct json *row;

	if (!record_load_row(r->web->db, e->kind->name, e->id, zone, &row, err))
		return false;
	bool ok = read_form(r, e, row, err) &&
	    record_set_seen(r->web->writer.db, &e->wanted, e->id, by, zone, ret_stale, err);
	json_free(row);
	return ok;
}

static bool
save(struct request *r, struct reply *reply, struct edit *e, struct err *err)
{
	struct record_by by = { .actor = r->actor, .now_ms = r->now_ms };
	struct json *stale = NULL;
	struct err why = ERR_INIT;

	e->seen = pairs_get(&r->form, "seen");
	if (e->seen == NULL || !instant_parse(e->seen, r->web->settings->zone, &by.seen_ms, NULL))
		return fail(err, ERR_INPUT, "this form is not complete");
	if (!write(r, e, &by, &stale, &why))
		return why.kind == ERR_INPUT || why.kind == ERR_CONFLICT ? refuse(r, reply, e, &why, err) :
		    fail(err, why.kind, "%s", why.text);
	if (stale != NULL)
		return show_both(r, reply, e, stale, err);
	once_take(r);
	return reply_redirect(reply, arena_printf(r->a, "%s?did=saved", r->path));
}

bool
post_edit(struct request *r, struct reply *reply, struct err *err)
{
	struct edit e;
	bool again;

	if (!begin(r, &e, err) || !once_is_taken(r, &again, err))
		return false;
	return again ? reply_redirect(reply, arena_printf(r->a, "%s?did=again", r->path)) : save(r, reply, &e, err);
}
