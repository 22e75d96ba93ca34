/*
 * subject: the rows of a record and of what belongs to it, as facts.
 * A column becomes the fact "table.column" where workflow/subject.h knows that name; what no column
 * holds is derived in subject_derive.c.  What may be written is the table below, one UPDATE a field.
 */
#include "store/subject.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "store/subject_inside.h"
#include "base/banned.h"

#define NAME_BYTES_MAX	64
#define SUBJECT_KINDS_MAX 8

static struct value
column_value(struct query *q, int column, enum value_type type, struct arena *a)
{
	if (query_null(q, column))
		return value_absent(type);
	switch (type) {
	case TYPE_INT:
		return value_int(query_int(q, column));
	case TYPE_BOOL:
		return value_bool(query_int(q, column) != 0);
	case TYPE_DATE:
		return value_date(query_day(q, column));
	case TYPE_INSTANT:
		return value_instant(query_int(q, column));
	case TYPE_TEXT:
	case TYPE_EMAIL:
	case TYPE_REF:
	case TYPE_ENUM:
		break;
	}
	struct value value = value_text(query_text(q, column, a));
	value.type = type;
	return value;
}

/*
 * Which facts each column of a table is for one kind of subject: found by name once, because a step
 * reads four such rows.  Columns never change while the program runs.
 */
#define COLUMNS_MAX	64
struct plan {
	int			 columns;		/* 0: not made yet */
	const struct subject_field *own[COLUMNS_MAX];	/* "provider.npi" */
	const struct subject_field *subject[COLUMNS_MAX]; /* "subject.npi" */
	const struct subject_field *ref, *subject_ref;	/* the row itself; NULL: not asked for */
};

static const struct subject_field *
find_field(const struct subject_kind *kind, const char *prefix, const char *column)
{
	char name[NAME_BYTES_MAX];

	snprintf(name, sizeof(name), "%s.%s", prefix, column);
	return subject_field_find(kind, name);
}

static void
make_plan(struct plan *plan, struct query *q, const struct subject_kind *kind,
    const char *prefix)
{
	bool is_subject = strcmp(kind->name, prefix) == 0;

	plan->columns = query_columns(q);
	if (plan->columns > COLUMNS_MAX)
		BUG("the table %s has more than %d columns", prefix, COLUMNS_MAX);
	plan->ref = find_field(kind, prefix, "ref");
	plan->subject_ref = is_subject ? find_field(kind, "subject", "ref") : NULL;
	for (int i = 0; i < plan->columns; i++) {
		plan->own[i] = find_field(kind, prefix, query_column_name(q, i));
		if (is_subject)
			plan->subject[i] = find_field(kind, "subject", query_column_name(q, i));
	}
}

static void
put_fact(struct subject_loading *l, struct query *q, int column, const struct subject_field *field)
{
	if (field != NULL)
		facts_put(l->facts, field->name,
		    column_value(q, column, field->type, l->facts->arena));
}

/* Ids that lead to other rows. */
static void
note_id(struct subject_loading *l, struct query *q, int column)
{
	const char *name = query_column_name(q, column);

	if (strcmp(name, "provider_id") == 0)
		l->subject->provider_id = query_int(q, column);
	else if (strcmp(name, "payer_id") == 0)
		l->subject->payer_id = query_int(q, column);
	else if (strcmp(name, "location_id") == 0)
		l->location_id = query_int(q, column);
}

/* Where rows come from; ":id" is their key. */
enum { FROM_PROVIDER, FROM_PAYER, FROM_LOCATION, FROM_CREDENTIAL, FROM_ENROLLMENT,
	FROM_DUTY, FROM_AGREEMENT };
static const struct { const char *name, *sql; } tables[] = {
	[FROM_PROVIDER]	  = { "provider", "SELECT * FROM provider WHERE provider_id = :id" },
	[FROM_PAYER]	  = { "payer", "SELECT * FROM payer WHERE payer_id = :id" },
	[FROM_LOCATION]	  = { "location", "SELECT * FROM location WHERE location_id = :id" },
	[FROM_CREDENTIAL] = { "credential", "SELECT * FROM credential WHERE credential_id = :id" },
	[FROM_ENROLLMENT] = { "enrollment", "SELECT * FROM enrollment WHERE enrollment_id = :id" },
	[FROM_DUTY]	  = { "duty", "SELECT * FROM duty WHERE duty_id = :id" },
	[FROM_AGREEMENT]  = { "agreement", "SELECT * FROM agreement WHERE agreement_id = :id" },
};

static struct plan *
find_plan(const struct subject_loading *l, struct query *q, size_t table)
{
	static struct plan plans[SUBJECT_KINDS_MAX][LEN(tables)];
	size_t i;

	for (i = 0; subject_list(i) != l->kind; i++)
		if (i == SUBJECT_KINDS_MAX)
			BUG("more kinds of subjects than plans");
	if (plans[i][table].columns == 0)
		make_plan(&plans[i][table], q, l->kind, tables[table].name);
	return &plans[i][table];
}

/* The row as facts of its table, and as subject.* when it is the subject itself. */
static void
read_row(struct subject_loading *l, struct query *q, size_t table, int64_t id)
{
	const struct plan *plan = find_plan(l, q, table);
	bool is_subject = strcmp(l->kind->name, tables[table].name) == 0;
	struct value ref = value_ref(tables[table].name, id, l->facts->arena);

	if (plan->ref != NULL)
		facts_put(l->facts, plan->ref->name, ref);
	if (plan->subject_ref != NULL)
		facts_put(l->facts, plan->subject_ref->name, ref);

	for (int i = 0; i < plan->columns; i++) {
		put_fact(l, q, i, plan->own[i]);
		put_fact(l, q, i, plan->subject[i]);
		if (is_subject)
			note_id(l, q, i);
	}
}

static bool
load_row(struct subject_loading *l, size_t table, int64_t id, bool *ret_found, struct err *err)
{
	struct query q;

	*ret_found = false;
	if (id == 0)
		return true;
	query_open(&q, l->db, tables[table].sql);
	query_bind_int(&q, ":id", id);
	*ret_found = query_row(&q);
	if (*ret_found)
		read_row(l, &q, table, id);
	return query_close(&q, err);
}

bool
subject_ref_check(struct db *db, const char *ref, struct err *err)
{
	const char *kind = NULL;
	struct query q;
	int64_t id;
	size_t i = 0;

	if (!value_ref_parts(ref, &kind, &id))
		return fail(err, ERR_INPUT, "\"%s\" names no record", ref);
	while (strcmp(tables[i].name, kind) != 0)
		i++;
	query_open(&q, db, tables[i].sql);
	query_bind_int(&q, ":id", id);
	bool found = query_row(&q);
	return query_close(&q, err) && (found || fail(err, ERR_MISSING, "there is no %s", ref));
}

static bool
load_own(struct subject_loading *l, struct err *err)
{
	bool found = false;
	size_t i;

	for (i = 0; i < LEN(tables) && strcmp(tables[i].name, l->kind->name) != 0; i++)
		;
	if (i == LEN(tables))
		BUG("no table for the subject %s", l->kind->name);
	if (!load_row(l, i, l->subject->subject_id, &found, err))
		return false;
	return found || fail(err, ERR_MISSING, "there is no %s %lld", l->kind->name,
	    (long long)l->subject->subject_id);
}

static bool
load_others(struct subject_loading *l, struct err *err)
{
	bool is_provider = strcmp(l->kind->name, "provider") == 0, found;

	return (is_provider || load_row(l, FROM_PROVIDER, l->subject->provider_id, &found, err)) &&
	    load_row(l, FROM_PAYER, l->subject->payer_id, &found, err) &&
	    load_row(l, FROM_LOCATION, l->location_id, &found, err);
}

/* Every name of the kind has a fact, so that a guard always finds it. */
static void
fill_absent(struct subject_loading *l)
{
	for (size_t i = 0; i < l->kind->fields; i++)
		if (facts_get(l->facts, l->kind->field[i].name) == NULL)
			facts_put(l->facts, l->kind->field[i].name,
			    value_absent(l->kind->field[i].type));
}

bool
subject_load(struct db *db, const struct subject_kind *kind, int64_t subject_id,
    const struct settings *settings, int64_t now_ms, struct facts *facts,
    struct subject *ret_subject, struct err *err)
{
	struct subject subject = { .kind = kind, .subject_id = subject_id };
	struct subject_loading l = { .db = db, .kind = kind, .facts = facts, .subject = &subject };

	if (!load_own(&l, err) || !load_others(&l, err))
		return false;
	if (!subject_derive(&l, settings, zone_day(settings->zone, now_ms), err))
		return false;
	fill_absent(&l);
	*ret_subject = subject;
	return true;
}

#define IDLE(kind) \
	"SELECT s." kind "_id FROM " kind " s WHERE s." kind "_id > :after AND NOT EXISTS" \
	" (SELECT 1 FROM case_file c WHERE c.workflow = :workflow AND c.subject_type = '" kind "'" \
	" AND c.subject_id = s." kind "_id AND c.status IN ('open', 'stuck'))" \
	" ORDER BY s." kind "_id LIMIT :limit"

static const char *
idle_sql(const struct subject_kind *kind)
{
	static const struct { const char *kind, *sql; } idle[] = {
		{ "provider", IDLE("provider") }, { "credential", IDLE("credential") },
		{ "enrollment", IDLE("enrollment") }, { "duty", IDLE("duty") },
		{ "agreement", IDLE("agreement") },
	};

	for (size_t i = 0; i < LEN(idle); i++)
		if (strcmp(idle[i].kind, kind->name) == 0)
			return idle[i].sql;
	BUG("no list of the subject %s", kind->name);
}

bool
subject_list_idle(struct db *db, const struct subject_kind *kind, const char *workflow,
    int64_t after, int64_t limit, struct arena *a, int64_t **ret_ids, size_t *ret_count,
    struct err *err)
{
	int64_t *ids = arena_array(a, (size_t)limit, sizeof(*ids));
	size_t count = 0;
	struct query q;

	query_open(&q, db, idle_sql(kind));
	query_bind_text(&q, ":workflow", workflow);
	query_bind_int(&q, ":after", after);
	query_bind_int(&q, ":limit", limit);
	while (query_row(&q))
		ids[count++] = query_int(&q, 0);
	*ret_ids = ids;
	*ret_count = count;
	return query_close(&q, err);
}

/* One UPDATE a field; it touches the row only where the value differs. */
#define WRITES(kind, column) \
	{ #kind, "subject." #column, "UPDATE " #kind " SET " #column " = :value," \
	    " modified_ms = :now_ms WHERE " #kind "_id = :id AND " #column " IS NOT :value" }

static const struct { const char *kind, *field, *sql; } writes[] = {
	WRITES(provider, status),
	WRITES(provider, caqh_attested_day),
	WRITES(provider, untold_change),
	WRITES(provider, untold_day),
	WRITES(credential, status),
	WRITES(credential, source_email),
	WRITES(credential, verified_day),
	WRITES(credential, verified_by),
	WRITES(credential, verified_method),
	WRITES(credential, verified_result),
	WRITES(credential, issued_day),
	WRITES(credential, expires_day),
	WRITES(enrollment, status),
	WRITES(enrollment, reference_number),
	WRITES(enrollment, provider_number),
	WRITES(enrollment, packet_day),
	WRITES(enrollment, requested_day),
	WRITES(enrollment, submitted_day),
	WRITES(enrollment, received_day),
	WRITES(enrollment, approved_day),
	WRITES(enrollment, effective_day),
	WRITES(enrollment, loaded_day),
	WRITES(enrollment, eft_day),
	WRITES(enrollment, first_paid_day),
	WRITES(enrollment, first_service_day),
	WRITES(enrollment, denied_day),
	WRITES(enrollment, terminated_day),
	WRITES(enrollment, credentialed_day),
	WRITES(enrollment, caqh_authorized_day),
	WRITES(enrollment, untold_change),
	WRITES(enrollment, untold_day),
	WRITES(duty, next_day),
	WRITES(duty, done_day),
	WRITES(duty, done_by),
	WRITES(duty, done_evidence),
	WRITES(agreement, signed_day),
	WRITES(agreement, expires_day),
	WRITES(agreement, reviewed_day),
	WRITES(agreement, review_day),
};

static void
bind_value(struct query *q, struct value value)
{
	if (!value.present)
		query_bind_null(q, ":value");
	else if (value.type == TYPE_DATE)
		query_bind_day(q, ":value", (int32_t)value.number);
	else if (value.type == TYPE_INT || value.type == TYPE_BOOL || value.type == TYPE_INSTANT)
		query_bind_int(q, ":value", value.number);
	else
		query_bind_text(q, ":value", value.text);
}

bool
subject_set(struct db *db, const struct subject_kind *kind, int64_t subject_id,
    const char *field, struct value value, int64_t now_ms, bool *ret_changed, struct err *err)
{
	int64_t changed;
	struct query q;
	size_t i;

	for (i = 0; i < LEN(writes); i++)
		if (strcmp(writes[i].kind, kind->name) == 0 && strcmp(writes[i].field, field) == 0)
			break;
	if (i == LEN(writes))
		return fail(err, ERR_INPUT, "a workflow cannot set \"%s\" of one %s", field,
		    kind->name);
	query_open(&q, db, writes[i].sql);
	bind_value(&q, value);
	query_bind_int(&q, ":id", subject_id);
	query_bind_int(&q, ":now_ms", now_ms);
	if (!query_run(&q, &changed, err))
		return false;
	*ret_changed = changed > 0;
	return true;
}
