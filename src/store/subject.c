/*
 * subject: the rows of a record and of what belongs to it, as facts.
 * A column becomes the fact "table.column" where core/subject.h knows that name; what no column
 * holds is derived at the end.  What may be written is the table below, one UPDATE a field.
 */
#include "store/subject.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "core/catalog.h"
#include "store/runway.h"
#include "store/screening.h"
#include "base/banned.h"

#define NAME_BYTES_MAX	64
#define SUBJECT_KINDS_MAX 8
#define SPREAD_A_DAY	8	/* records: as much as one person looks into beside other work */
#define SPREAD_DAYS	20	/* a month of working days */

/* What the loading of one subject carries along. */
struct load {
	struct db		*db;
	const struct subject_kind *kind;
	struct facts		*facts;
	struct subject		*subject;
	int64_t			 location_id;
};

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
	for (int i = 0; i < plan->columns; i++) {
		plan->own[i] = find_field(kind, prefix, query_column_name(q, i));
		if (is_subject)
			plan->subject[i] = find_field(kind, "subject", query_column_name(q, i));
	}
}

static void
put_fact(struct load *l, struct query *q, int column, const struct subject_field *field)
{
	if (field != NULL)
		facts_put(l->facts, field->name,
		    column_value(q, column, field->type, l->facts->arena));
}

/* Ids that lead to other rows. */
static void
note_id(struct load *l, struct query *q, int column)
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
	FROM_DUTY };
static const struct { const char *name, *sql; } tables[] = {
	[FROM_PROVIDER]	  = { "provider", "SELECT * FROM provider WHERE provider_id = :id" },
	[FROM_PAYER]	  = { "payer", "SELECT * FROM payer WHERE payer_id = :id" },
	[FROM_LOCATION]	  = { "location", "SELECT * FROM location WHERE location_id = :id" },
	[FROM_CREDENTIAL] = { "credential", "SELECT * FROM credential WHERE credential_id = :id" },
	[FROM_ENROLLMENT] = { "enrollment", "SELECT * FROM enrollment WHERE enrollment_id = :id" },
	[FROM_DUTY]	  = { "duty", "SELECT * FROM duty WHERE duty_id = :id" },
};

static struct plan *
find_plan(const struct load *l, struct query *q, size_t table)
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
read_row(struct load *l, struct query *q, size_t table)
{
	const struct plan *plan = find_plan(l, q, table);
	bool is_subject = strcmp(l->kind->name, tables[table].name) == 0;

	for (int i = 0; i < plan->columns; i++) {
		put_fact(l, q, i, plan->own[i]);
		put_fact(l, q, i, plan->subject[i]);
		if (is_subject)
			note_id(l, q, i);
	}
}

static bool
load_row(struct load *l, size_t table, int64_t id, bool *ret_found, struct err *err)
{
	struct query q;

	*ret_found = false;
	if (id == 0)
		return true;
	query_open(&q, l->db, tables[table].sql);
	query_bind_int(&q, ":id", id);
	*ret_found = query_row(&q);
	if (*ret_found)
		read_row(l, &q, table);
	return query_close(&q, err);
}

static bool
load_own(struct load *l, struct err *err)
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
load_others(struct load *l, struct err *err)
{
	bool is_provider = strcmp(l->kind->name, "provider") == 0, found;

	return (is_provider || load_row(l, FROM_PROVIDER, l->subject->provider_id, &found, err)) &&
	    load_row(l, FROM_PAYER, l->subject->payer_id, &found, err) &&
	    load_row(l, FROM_LOCATION, l->location_id, &found, err);
}

static void
set_known(struct load *l, const char *name, struct value value)
{
	const struct subject_field *field = subject_field_find(l->kind, name);

	if (field != NULL)
		facts_put(l->facts, field->name, value);
}

static const char *
fact_text(const struct load *l, const char *name)
{
	const struct value *v = facts_get(l->facts, name);

	return v != NULL && v->present ? v->text : "";
}

/* "Dr Ruiz" for a physician, else "Ana Ruiz, NP"; in a letter "Dear Dr. Ruiz", "Dear Ana Ruiz". */
static void
derive_names(struct load *l)
{
	struct arena *a = l->facts->arena;
	const char *first = fact_text(l, "provider.first_name");
	const char *last = fact_text(l, "provider.last_name");
	const char *type = fact_text(l, "provider.provider_type");
	const char *full = arena_printf(a, "%s%s%s", first, first[0] != '\0' ? " " : "", last);
	bool physician = text_equal_nocase(type, "MD") || text_equal_nocase(type, "DO");

	set_known(l, "provider.full_name", value_text(full));
	set_known(l, "provider.display_name", value_text(physician ? arena_printf(a, "Dr %s", last) :
	    arena_printf(a, "%s%s%s", full, type[0] != '\0' ? ", " : "", type)));
	set_known(l, "provider.salutation", value_text(physician ?
	    arena_printf(a, "Dr. %s", last) : full));
}

static bool
derive_enrolled(struct load *l, struct err *err)
{
	int64_t enrolled;
	struct query q;

	if (subject_field_find(l->kind, "subject.has_enrollments") == NULL)
		return true;
	query_open(&q, l->db, "SELECT EXISTS (SELECT 1 FROM enrollment WHERE provider_id = :id"
	    " AND terminated_day IS NULL AND denied_day IS NULL)");
	query_bind_int(&q, ":id", l->subject->provider_id);
	if (!query_run_int(&q, &enrolled, err))
		return false;
	facts_set(l->facts, "subject.has_enrollments", value_bool(enrolled != 0));
	return true;
}

static bool
derive_runway(struct load *l, int32_t today, struct err *err)
{
	struct runway runway;

	if (subject_field_find(l->kind, "subject.open_enrollments") == NULL)
		return true;
	if (!runway_load(l->db, l->subject->provider_id, today, l->facts->arena, &runway, err))
		return false;
	set_known(l, "subject.open_enrollments", value_int(runway.open));
	set_known(l, "subject.billable_day", value_date(runway.billable_day));
	if (runway.payer != NULL)
		set_known(l, "subject.critical_payer", value_text(runway.payer));
	return true;
}

static bool
derive_screening(struct load *l, int32_t today, struct err *err)
{
	int32_t day;
	int64_t confirmed;

	if (subject_field_find(l->kind, "subject.screened_day") == NULL)
		return true;
	if (!screening_last_day(l->db, l->subject->provider_id, today, &day, err) ||
	    !screening_count_matches(l->db, l->subject->provider_id, false, &confirmed, err))
		return false;
	set_known(l, "subject.screened_day", value_date(day));
	set_known(l, "subject.is_excluded", value_bool(confirmed > 0));
	return true;
}

/* The next day on which a payer decides about the provider. */
static bool
derive_decision(struct load *l, int32_t today, struct err *err)
{
	int32_t earliest = DAY_NONE;
	struct query q;

	if (subject_field_find(l->kind, "subject.decision_day") == NULL)
		return true;
	query_open(&q, l->db, "SELECT coalesce(e.credentialed_day, e.approved_day),"
	    " p.recredential_months FROM enrollment e JOIN payer p ON p.payer_id = e.payer_id"
	    " WHERE e.provider_id = :id AND e.terminated_day IS NULL"
	    " AND e.status NOT IN ('terminated', 'withdrawn', 'denied')");
	query_bind_int(&q, ":id", l->subject->provider_id);
	while (query_row(&q)) {
		int32_t day = query_null(&q, 0) ? today :
		    day_add_months(query_day(&q, 0), (int)query_int(&q, 1));
		if (earliest == DAY_NONE || day < earliest)
			earliest = day;
	}
	set_known(l, "subject.decision_day", value_date(earliest));
	return query_close(&q, err);
}

/* What the catalog says of the credential's type. */
static void
derive_type(struct load *l, const struct credential_type *type, bool is_cvo)
{
	int64_t days = is_cvo && type->shelf_life_days_cvo > 0 ? type->shelf_life_days_cvo :
	    type->shelf_life_days;

	set_known(l, "type.label", value_text(type->label));
	set_known(l, "type.source", value_text(type->source));
	if (days > 0)
		set_known(l, "type.shelf_life_days", value_int(days));
	set_known(l, "type.is_verified_once", value_bool(type->is_verified_once));
}

/* Three licenses of one person are told apart by their states. */
static void
derive_credential(struct load *l, const struct settings *settings)
{
	const char *key = fact_text(l, "subject.credential_type");
	const char *state = fact_text(l, "subject.state");
	const struct credential_type *type = catalog_find(settings->catalog, key);

	if (type != NULL)		/* else kept from before the catalog knew better */
		derive_type(l, type, settings->org_kind == ORG_CVO);
	set_known(l, "type.workflow", value_text(type != NULL ? type->workflow : CATALOG_WORKFLOW));
	set_known(l, "subject.title", value_text(arena_printf(l->facts->arena, "%s%s%s", state,
	    state[0] != '\0' ? " " : "", type != NULL ? type->label : key)));
}

static bool
derive(struct load *l, const struct settings *settings, int32_t today, struct err *err)
{
	set_known(l, "subject.id", value_int(l->subject->subject_id));
	set_known(l, "subject.spread",
	    value_int(l->subject->subject_id / SPREAD_A_DAY % SPREAD_DAYS));
	set_known(l, "org.name", value_text(settings->org_name));
	struct value from = value_text(settings->mail.from);
	from.type = TYPE_EMAIL;
	set_known(l, "org.from", from);
	derive_names(l);
	if (settings->catalog != NULL &&
	    subject_field_find(l->kind, "subject.credential_type") != NULL)
		derive_credential(l, settings);
	return derive_enrolled(l, err) && derive_decision(l, today, err) &&
	    derive_runway(l, today, err) && derive_screening(l, today, err);
}

/* Every name of the kind has a fact, so that a guard always finds it. */
static void
fill_absent(struct load *l)
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
	struct load l = { .db = db, .kind = kind, .facts = facts, .subject = &subject };

	if (!load_own(&l, err) || !load_others(&l, err))
		return false;
	if (!derive(&l, settings, zone_day(settings->zone, now_ms), err))
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
	WRITES(duty, next_day),
	WRITES(duty, done_day),
	WRITES(duty, done_by),
	WRITES(duty, done_evidence),
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
