/* billable: enrollments with their provider, payer and site, and who noted what. */
#include "store/billable.h"

#include <string.h>

#include "base/str.h"
#include "base/banned.h"

struct list {
	struct db		*db;
	struct arena		*a;
	struct billable_row	*row;
	size_t			 count, size;
	int64_t			 license_owner;		/* whose licenses are loaded */
	struct billable_license	*license;
	size_t			 licenses, license_size;
};

#define NAMES \
	"p.provider_id, y.payer_id, p.first_name || ' ' || p.last_name, y.name, y.kind," \
	" y.retired_day, l.location_id, l.name, l.retired_day, p.status, p.start_day," \
	" coalesce(nullif(l.state, ''), nullif(e.state, ''), nullif(y.state, ''), p.practice_state, '')," \
	" e.enrollment_id, e.status, e.denied_day, e.terminated_day, e.first_service_day," \
	" (SELECT min(m.list) FROM screening_match m WHERE m.subject_type = 'provider'" \
	"  AND m.subject_id = p.provider_id AND m.status = 'true' AND m.ended_ms IS NULL)"
#define GATE_COLUMN	18		/* the first one behind NAMES */
#define GATES_SQL \
	", e.submitted_day, e.received_day, e.approved_day, e.effective_day, e.loaded_day," \
	" e.eft_day, e.first_paid_day"

static const char *const gate_fact[BILLABLE_GATES] = {
	"subject.submitted_day", "subject.received_day", "subject.approved_day",
	"subject.effective_day", "subject.loaded_day", "subject.eft_day", "subject.first_paid_day",
};

static void
read_row(struct list *list, struct query *q)
{
	list->row = arena_grow(list->a, list->row, list->count, &list->size, sizeof(*list->row));
	struct billable_row *row = &list->row[list->count++];
	struct billable_facts *f = &row->facts;

	*row = (struct billable_row){
		.provider_id = query_int(q, 0),
		.payer_id = query_int(q, 1),
		.provider = query_text(q, 2, list->a),
		.location_id = query_int(q, 6),
		.enrollment_id = query_int(q, 12),
	};
	f->payer = query_text(q, 3, list->a);
	const char *kind = query_text(q, 4, list->a);
	f->is_medicare = text_equal(kind, "medicare");
	f->is_federal = f->is_medicare || text_equal(kind, "medicaid");
	f->payer_retired_day = query_day(q, 5);
	f->location = query_text(q, 7, list->a);
	f->location_retired_day = query_day(q, 8);
	f->provider_status = query_text(q, 9, list->a);
	f->start_day = query_day(q, 10);
	f->state = query_text(q, 11, list->a);
	f->is_enrolled = row->enrollment_id != 0;
	f->status = f->is_enrolled ? query_text(q, 13, list->a) : "";
	f->denied_day = query_day(q, 14);
	f->terminated_day = query_day(q, 15);
	f->first_service_day = query_day(q, 16);
	f->excluded_by = query_text(q, 17, list->a);
	for (int i = 0; i < BILLABLE_GATES; i++)
		f->gate[i].day = f->is_enrolled ? query_day(q, GATE_COLUMN + i) : DAY_NONE;
}

#define FROM_ENROLLMENT \
	"SELECT " NAMES GATES_SQL " FROM enrollment e" \
	" JOIN provider p ON p.provider_id = e.provider_id JOIN payer y ON y.payer_id = e.payer_id" \
	" LEFT JOIN location l ON l.location_id = coalesce(e.location_id, :location_id)"
#define AT_EACH_LOCATION \
	"SELECT " NAMES GATES_SQL " FROM enrollment e" \
	" JOIN provider p ON p.provider_id = e.provider_id JOIN payer y ON y.payer_id = e.payer_id" \
	" JOIN location l ON l.location_id = e.location_id OR (e.location_id IS NULL" \
	"  AND (e.state = '' OR l.state IS NULL OR e.state = l.state))"
#define NARROWED \
	" AND (:payer_id IS NULL OR e.payer_id = :payer_id)" \
	" AND (:location_id IS NULL OR e.location_id = :location_id OR (e.location_id IS NULL" \
	"  AND (e.state = '' OR l.state IS NULL OR e.state = l.state)))"
#define BY_NAME \
	" ORDER BY p.folded_name, p.last_name, p.first_name, p.provider_id, y.name," \
	" e.location_id IS NULL, e.state, e.enrollment_id"
#define OF_THESE \
	" WHERE e.provider_id IN (SELECT value FROM json_each(:providers))" \
	" AND (:payers IS NULL OR e.payer_id IN (SELECT value FROM json_each(:payers)))"
#define BY_NUMBER " ORDER BY e.provider_id, e.location_id IS NULL, e.state, e.enrollment_id /*scan*/"

static bool
list_enrollments(struct list *list, const struct billable_ask *ask, struct err *err)
{
	struct query q;

	if (ask->providers != NULL) {
		query_open(&q, list->db, ask->each_location ? AT_EACH_LOCATION OF_THESE NARROWED BY_NUMBER :
		    FROM_ENROLLMENT OF_THESE NARROWED BY_NUMBER);
		query_bind_text(&q, ":providers", ask->providers);
		query_bind_text(&q, ":payers", ask->payers);
	} else if (ask->provider_id != 0) {
		query_open(&q, list->db, FROM_ENROLLMENT " WHERE e.provider_id = :provider_id" NARROWED BY_NAME);
		query_bind_int(&q, ":provider_id", ask->provider_id);
	} else {
		query_open(&q, list->db, FROM_ENROLLMENT " WHERE true" NARROWED BY_NAME " /*scan*/");
	}
	query_bind_id(&q, ":payer_id", ask->payer_id);
	query_bind_id(&q, ":location_id", ask->location_id);
	while (query_row(&q))
		read_row(list, &q);
	return query_close(&q, err);
}

/* The row that says that there is no enrollment. */
static bool
list_absence(struct list *list, const struct billable_ask *ask, struct err *err)
{
	struct query q;

	query_open(&q, list->db, "SELECT " NAMES " FROM provider p"
	    " JOIN payer y ON y.payer_id = :payer_id"
	    " LEFT JOIN location l ON l.location_id = :location_id"
	    " LEFT JOIN enrollment e ON e.enrollment_id = 0 WHERE p.provider_id = :provider_id");
	query_bind_int(&q, ":provider_id", ask->provider_id);
	query_bind_int(&q, ":payer_id", ask->payer_id);
	query_bind_id(&q, ":location_id", ask->location_id);
	while (query_row(&q))
		read_row(list, &q);
	return query_close(&q, err);
}

#define LICENSES \
	"SELECT c.state, c.number, c.status, c.issued_day, c.expires_day, c.verified_day, c.verified_by, d.name, c.provider_id" \
	" FROM credential c LEFT JOIN document d ON d.document_id = c.document_id" \
	" WHERE c.credential_type = 'state_license' AND c.provider_id "

static void
read_license(struct list *list, struct query *q)
{
	list->license = arena_grow(list->a, list->license, list->licenses, &list->license_size, sizeof(*list->license));
	list->license[list->licenses++] = (struct billable_license){
		.state = query_text(q, 0, list->a),
		.number = query_text(q, 1, list->a),
		.status = query_text(q, 2, list->a),
		.issued_day = query_day(q, 3),
		.expires_day = query_day(q, 4),
		.verified_day = query_day(q, 5),
		.verified_by = query_text(q, 6, list->a),
		.document = query_text(q, 7, list->a),
	};
}

static void
begin_licenses(struct list *list, int64_t provider_id)
{
	list->license_owner = provider_id;
	list->license = NULL;
	list->licenses = list->license_size = 0;
}

/* To the rows of that provider, who comes after those of "*at". */
static void
give_licenses(struct list *list, size_t *at)
{
	while (*at < list->count && list->row[*at].provider_id < list->license_owner)
		(*at)++;
	for (; *at < list->count && list->row[*at].provider_id == list->license_owner; (*at)++) {
		list->row[*at].facts.license = list->license;
		list->row[*at].facts.licenses = list->licenses;
	}
}

/* Those of several providers in one go, to rows that come by the provider's number. */
static bool
add_licenses_of_these(struct list *list, const char *providers, struct err *err)
{
	struct query q;
	size_t at = 0;

	query_open(&q, list->db, LICENSES "IN (SELECT value FROM json_each(:providers))"
	    " ORDER BY c.provider_id, c.credential_id /*scan*/");
	query_bind_text(&q, ":providers", providers);
	while (query_row(&q)) {
		if (query_int(&q, 8) != list->license_owner) {
			give_licenses(list, &at);
			begin_licenses(list, query_int(&q, 8));
		}
		read_license(list, &q);
	}
	give_licenses(list, &at);
	return query_close(&q, err);
}

/* Rows come by provider, so each one's licenses are read once. */
static bool
add_licenses(struct list *list, struct billable_row *row, struct err *err)
{
	struct query q;
	bool ok = true;

	if (list->license_owner != row->provider_id) {
		begin_licenses(list, row->provider_id);
		query_open(&q, list->db, LICENSES "= :provider_id ORDER BY c.credential_id");
		query_bind_int(&q, ":provider_id", row->provider_id);
		while (query_row(&q))
			read_license(list, &q);
		ok = query_close(&q, err);
	}
	row->facts.license = list->license;
	row->facts.licenses = list->licenses;
	return ok;
}

/* A step of a case that set the day of a gate. */
static void
note_step(struct billable_facts *f, const char *changes_json, const char *actor)
{
	struct json *changes;

	if (!json_parse(changes_json, strlen(changes_json), &changes, NULL))
		return;
	const struct json *effects = json_get(changes, "effects");
	for (size_t i = 0; i < json_count(effects); i++)
		for (int gate = 0; gate < BILLABLE_GATES; gate++)
			if (text_equal(json_get_text(json_at(effects, i), "name"), gate_fact[gate]))
				f->gate[gate].who = actor;
	json_free(changes);
}

/* A change by hand or by an import: 'loaded_day "2026-07-01", was ""'. */
static void
note_change(struct billable_facts *f, const char *detail, const char *actor)
{
	for (int gate = 0; gate < BILLABLE_GATES; gate++) {
		const char *column = gate_fact[gate] + strlen("subject.");
		const char *found = strstr(detail, column);
		if (found != NULL && text_starts(found + strlen(column), " \""))
			f->gate[gate].who = actor;
	}
}

/* Whoever set a gate's day last. */
static bool
load_who(struct list *list, struct billable_row *row, struct err *err)
{
	struct arena scratch = ARENA_INIT;
	struct query q;

	query_open(&q, list->db, "SELECT h.at_ms, h.actor, h.changes_json, '' FROM case_file c"
	    " JOIN history h ON h.case_id = c.case_id"
	    " WHERE c.subject_type = 'enrollment' AND c.subject_id = :enrollment_id"
	    " UNION ALL SELECT at_ms, actor, '', detail FROM audit WHERE object = :object"
	    " ORDER BY 1");
	query_bind_int(&q, ":enrollment_id", row->enrollment_id);
	query_bind_text(&q, ":object", arena_printf(list->a, "enrollment %lld",
	    (long long)row->enrollment_id));
	while (query_row(&q)) {
		const char *actor = query_text(&q, 1, list->a);
		note_step(&row->facts, query_text(&q, 2, &scratch), actor);
		note_change(&row->facts, query_text(&q, 3, &scratch), actor);
		arena_clear(&scratch);
	}
	return query_close(&q, err);
}

bool
billable_list(struct db *db, const struct billable_ask *ask, struct arena *a,
    struct billable_row **ret_rows, size_t *ret_count, struct err *err)
{
	struct list list = { .db = db, .a = a };

	if (!list_enrollments(&list, ask, err))
		return false;
	if (list.count == 0 && ask->provider_id != 0 && ask->payer_id != 0 &&
	    !list_absence(&list, ask, err))
		return false;
	if (ask->providers != NULL && !add_licenses_of_these(&list, ask->providers, err))
		return false;
	for (size_t i = 0; i < list.count; i++)
		if ((ask->providers == NULL && !add_licenses(&list, &list.row[i], err)) ||
		    (!ask->without_who && !load_who(&list, &list.row[i], err)))
			return false;
	*ret_rows = list.row;
	*ret_count = list.count;
	return true;
}

/* A site may be covered twice, by its own enrollment and by one for all sites: the better one answers. */
static bool
answers_same(const struct billable_answer *a, const struct billable_row *row)
{
	return a->row->provider_id == row->provider_id && a->row->payer_id == row->payer_id;
}

bool
billable_answers(struct db *db, const struct billable_ask *ask, int32_t on_day, int32_t today_day, struct arena *a,
    struct billable_answer **ret_answers, size_t *ret_count, struct err *err)
{
	struct billable_row *rows;
	size_t count, n = 0;

	if (!billable_list(db, ask, a, &rows, &count, err))
		return false;
	struct billable_answer *answers = arena_array(a, count, sizeof(*answers));
	for (size_t i = 0; i < count; i++) {
		struct billable_answer answer = { .row = &rows[i] };
		billable_judge(&rows[i].facts, on_day != DAY_NONE ? on_day : today_day, today_day, a, &answer.verdict);
		if (ask->location_id == 0 || n == 0 || !answers_same(&answers[n - 1], &rows[i]))
			answers[n++] = answer;
		else if (answer.verdict.may_bill && !answers[n - 1].verdict.may_bill)
			answers[n - 1] = answer;
	}
	*ret_answers = answers;
	*ret_count = n;
	return true;
}

static struct json *
proof_json(const struct billable_verdict *v)
{
	struct json *proofs = json_new_array();

	for (size_t i = 0; i < v->proofs; i++) {
		struct json *proof = json_new_object();
		json_set_text(proof, "what", v->proof[i].what);
		json_set_day(proof, "day", v->proof[i].day);
		json_set_text(proof, "document", v->proof[i].document);
		json_set_text(proof, "who", v->proof[i].who);
		json_push(proofs, proof);
	}
	return proofs;
}

struct json *
billable_answer_json(const struct billable_answer *a)
{
	struct json *json = json_new_object();

	json_set_int(json, "provider_id", a->row->provider_id);
	json_set_int(json, "payer_id", a->row->payer_id);
	json_set_id(json, "location_id", a->row->location_id);
	json_set_bool(json, "may_bill", a->verdict.may_bill);
	json_set_day(json, "from", a->verdict.from_day);
	json_set_day(json, "until", a->verdict.until_day);
	json_set_text(json, "gate", a->verdict.gate);
	json_set_text(json, "reason", a->verdict.reason);
	json_set(json, "proof", proof_json(&a->verdict));
	return json;
}
