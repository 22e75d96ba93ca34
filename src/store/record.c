/*
 * record: add, update, compare.  The statements are made once a kind from its table of fields, so
 * that a column stands in schema/ and in that table and nowhere else; values are always bound.
 */
#include "store/record.h"

#include <string.h>

#include "base/str.h"
#include "store/audit.h"
#include "store/changed.h"
#include "store/record_inside.h"
#include "base/banned.h"

#define KINDS_MAX	16

struct statements { char *load, *insert, *update; };

static bool
is_column(const struct record_field *field)
{
	return field->column != NULL;
}

static void
make_statements(struct statements *s, const struct record_kind *kind)
{
	struct str load = STR_INIT, names = STR_INIT, values = STR_INIT, sets = STR_INIT;

	for (size_t i = 0; i < kind->fields; i++) {
		const char *column = kind->field[i].column;
		if (column == NULL)
			continue;
		bool is_sealed = kind->field[i].flags & FIELD_SECRET;
		str_printf(&load, is_sealed ? "%sunsealed(%s)" : "%s%s", load.len > 0 ? ", " : "SELECT ", column);
		str_printf(&names, "%s, ", column);
		str_printf(&values, is_sealed ? "sealed(:%s), " : ":%s, ", column);
		str_printf(&sets, is_sealed ? "%s = sealed(:%s), " : "%s = :%s, ", column, column);
	}
	str_printf(&load, ", modified_ms FROM %s WHERE %s_id = :id", kind->name, kind->name);
	s->load = str_take(&load);
	str_printf(&load, "INSERT INTO %s (%screated_ms, modified_ms) VALUES (%s:now_ms, :now_ms)"
	    " RETURNING %s_id", kind->name, names.text, values.text, kind->name);
	s->insert = str_take(&load);
	str_printf(&load, "UPDATE %s SET %smodified_ms = :now_ms WHERE %s_id = :id", kind->name,
	    sets.text, kind->name);
	s->update = str_take(&load);
	str_clear(&names);
	str_clear(&values);
	str_clear(&sets);
}

/* Made on first use and kept: the database handle keeps prepared statements by their address. */
static const struct statements *
statements_of(const struct record_kind *kind)
{
	static struct statements made[KINDS_MAX];
	size_t i;

	for (i = 0; record_kind_list(i) != kind; i++)
		if (i + 1 == KINDS_MAX)
			BUG("more kinds of records than %d", KINDS_MAX);
	if (made[i].load == NULL)
		make_statements(&made[i], kind);
	return &made[i];
}

static bool
load(struct record_write *w, struct err *err)
{
	const struct record_kind *kind = w->r->kind;
	struct query q;
	int column = 0;

	query_open(&q, w->db, statements_of(kind)->load);
	query_bind_int(&q, ":id", w->id);
	bool found = query_row(&q);
	for (size_t i = 0; found && i < kind->fields; i++)
		if (is_column(&kind->field[i]))
			w->now[i] = query_text(&q, column++, w->r->arena);
	int64_t modified_ms = found ? query_int(&q, column) : 0;
	if (!query_close(&q, err))
		return false;
	if (!found)
		return fail(err, ERR_MISSING, "there is no %s %lld", kind->name, (long long)w->id);
	return w->by->seen_ms == 0 || w->by->seen_ms == modified_ms ||
	    fail(err, ERR_CONFLICT, "%s %lld was changed since you looked. Look again (%s show %lld); "
	    "audit list --object \"%s %lld\" says by whom", kind->name, (long long)w->id, kind->name,
	    (long long)w->id, kind->name, (long long)w->id);
}

static void
bind_next(struct record_write *w, struct query *q)
{
	char name[64] = ":";
	const struct record_kind *kind = w->r->kind;

	for (size_t i = 0; i < kind->fields; i++) {
		if (!is_column(&kind->field[i]))
			continue;
		size_t len = strlen(kind->field[i].column);
		memcpy(name + 1, kind->field[i].column, len + 1);
		query_bind_text(q, name, w->next[i]);
	}
	query_bind_int(q, ":now_ms", w->by->now_ms);
}

/* "npi 1234567893, email a@b.org" of a new row; "email a@b.org, was c@d.org" of a changed one. */
static const char *
detail_of(struct record_write *w)
{
	const struct record_kind *kind = w->r->kind;
	struct str out = STR_INIT;

	for (size_t i = 0; i < kind->fields; i++) {
		const struct record_field *field = &kind->field[i];
		const char *before = w->now[i] != NULL ? w->now[i] : "";
		const char *after = w->next[i] != NULL ? w->next[i] : "";
		if (!is_column(field) || strcmp(before, after) == 0 ||
		    (field->flags & FIELD_DERIVED) || (w->id == 0 && w->given[i] == NULL))
			continue;
		str_printf(&out, "%s%s", out.len > 0 ? ", " : "", field->name);
		if (!(field->flags & FIELD_SECRET))
			str_printf(&out, " \"%s\"", after);
		if (!(field->flags & FIELD_SECRET) && w->id != 0)
			str_printf(&out, ", was \"%s\"", before);
	}
	if (w->by->source != NULL)
		str_printf(&out, "%sfrom %s", out.len > 0 ? "; " : "", w->by->source);
	const char *detail = arena_strdup(w->r->arena, out.text);
	str_clear(&out);
	return detail;
}

static bool
differs(const struct record_write *w, const char *field)
{
	size_t i = record_field_index(w->r->kind, field);

	return !text_equal(w->now[i], w->next[i]);
}

/* Start rules look at providers, credentials and enrollments; whatever those lean on counts, too. */
static bool
mark(struct record_write *w, bool added, struct err *err)
{
	const char *kind = w->r->kind->name;
	int64_t now_ms = w->by->now_ms, provider_id;

	if (strcmp(kind, "payer") == 0)
		return added || changed_mark_of_payer(w->db, w->id, now_ms, err);
	if (strcmp(kind, "location") == 0)
		return added || changed_mark_of_location(w->db, w->id, now_ms, err);
	if (strcmp(kind, "contact") == 0 || strcmp(kind, "document") == 0 || strcmp(kind, "party") == 0 ||
	    strcmp(kind, "background") == 0)
		return true;
	/* Does the provider have enrollments?  This may be the first or the last. */
	if (strcmp(kind, "enrollment") == 0 &&
	    (added || differs(w, "terminated_day") || differs(w, "denied_day")) &&
	    int_parse(w->next[record_field_index(w->r->kind, "provider")], &provider_id) &&
	    !changed_mark(w->db, "provider", provider_id, now_ms, err))
		return false;
	return changed_mark(w->db, kind, w->id, now_ms, err);
}

/* After the row itself: who did it, and who has to look. */
static bool
note(struct record_write *w, bool added, const char *detail, struct err *err)
{
	struct arena *a = w->r->arena;
	const char *kind = w->r->kind->name;

	return audit_add(w->db, w->by->actor, arena_printf(a, "%s %s", kind, added ? "add" : "set"),
	    arena_printf(a, "%s %lld", kind, (long long)w->id), detail, w->by->now_ms, err) &&
	    mark(w, added, err) && (added || record_note_change(w, err));
}

/* What the row's UNIQUE says in SQL, in words. */
static bool
taken(const struct record_write *w, struct err *err)
{
	if (err != NULL && err->kind == ERR_CONFLICT)
		fail(err, ERR_CONFLICT, "there is another %s with this %s", w->r->kind->name,
		    w->r->kind->field[0].name);
	return false;
}

static void
suggest_months(struct record_write *w)
{
	const struct record_kind *kind = w->r->kind;

	if (strcmp(kind->name, "payer") != 0)
		return;
	const char *usual = record_usual_months(w->next[record_field_index(kind, "kind")]);
	size_t months = record_field_index(kind, "recredential_months");
	if (w->given[months] == NULL && usual != NULL)
		w->next[months] = usual;
}

static bool
insert(struct record_write *w, struct err *err)
{
	const struct record_kind *kind = w->r->kind;
	struct query q;

	if (!record_complete(w->r, err))
		return false;
	for (size_t i = 0; i < kind->fields; i++)
		w->next[i] = w->given[i] != NULL ? w->given[i] : kind->field[i].empty;
	suggest_months(w);
	if (!record_derive(w, err))
		return false;
	const char *detail = detail_of(w);
	query_open(&q, w->db, statements_of(kind)->insert);
	bind_next(w, &q);
	return query_run_int(&q, &w->id, err) ? note(w, true, detail, err) : taken(w, err);
}

/* A value that is there and stays, whatever is given. */
static bool
is_kept(const struct record_write *w, size_t i, bool keep_key)
{
	bool may_be = (keep_key && (w->r->kind->field[i].flags & FIELD_KEY)) ||
	    (w->r->keeps != NULL && w->r->keeps[i]);

	return may_be && !text_blank(w->now[i]);
}

static bool
update(struct record_write *w, bool keep_key, enum record_outcome *ret_outcome, struct err *err)
{
	const struct record_kind *kind = w->r->kind;
	bool changed = false;
	struct query q;

	if (!load(w, err))
		return false;
	for (size_t i = 0; i < kind->fields; i++) {
		w->next[i] = w->r->value[i] == NULL || is_kept(w, i, keep_key) ? w->now[i] :
		    w->given[i] != NULL ? w->given[i] : kind->field[i].empty;
		if ((kind->field[i].flags & FIELD_REQUIRED) && text_blank(w->next[i])) {
			w->r->fault = i;
			return fail(err, ERR_INPUT, "%s %s needs %s", record_article(kind),
			    kind->name, kind->field[i].name);
		}
	}
	if (!record_derive(w, err))
		return false;
	for (size_t i = 0; i < kind->fields; i++)
		changed = changed || (is_column(&kind->field[i]) &&
		    !text_equal(w->now[i], w->next[i]));
	*ret_outcome = changed ? RECORD_UPDATED : RECORD_UNCHANGED;
	if (!changed)
		return true;
	const char *detail = detail_of(w);
	query_open(&q, w->db, statements_of(kind)->update);
	bind_next(w, &q);
	query_bind_int(&q, ":id", w->id);
	return query_run(&q, NULL, err) ? note(w, false, detail, err) : taken(w, err);
}

static bool
prepare(struct record_write *w, struct db *db, struct record *r, const struct record_by *by,
    struct err *err)
{
	size_t fields = r->kind->fields;

	*w = (struct record_write){ .db = db, .r = r, .by = by,
		.given = arena_array(r->arena, fields, sizeof(*w->given)),
		.now = arena_array(r->arena, fields, sizeof(*w->now)),
		.next = arena_array(r->arena, fields, sizeof(*w->next)) };
	r->fault = RECORD_NO_FIELD;
	return record_resolve(w, err);
}

bool
record_upsert(struct db *db, struct record *r, const struct record_by *by, int64_t *ret_id,
    enum record_outcome *ret_outcome, struct err *err)
{
	struct record_write w;

	if (!prepare(&w, db, r, by, err) || !record_find(&w, &w.id, err))
		return false;
	*ret_outcome = RECORD_ADDED;
	if (w.id == 0 ? !insert(&w, err) : !update(&w, true, ret_outcome, err))
		return false;
	*ret_id = w.id;
	return true;
}

bool
record_add(struct db *db, struct record *r, const struct record_by *by, int64_t *ret_id,
    struct err *err)
{
	struct record_write w;

	if (!prepare(&w, db, r, by, err) || !record_find(&w, &w.id, err))
		return false;
	if (w.id != 0)
		return fail(err, ERR_CONFLICT, "there is such %s %s already: number %lld",
		    record_article(r->kind), r->kind->name, (long long)w.id);
	if (!insert(&w, err))
		return false;
	*ret_id = w.id;
	return true;
}

bool
record_set(struct db *db, struct record *r, int64_t id, const struct record_by *by,
    enum record_outcome *ret_outcome, struct err *err)
{
	struct record_write w;

	if (!prepare(&w, db, r, by, err))
		return false;
	w.id = id;
	return update(&w, false, ret_outcome, err);
}
