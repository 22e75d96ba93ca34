/* subject_derive: facts that are computed from other rows, the catalog and the settings. */
#include "store/subject_inside.h"

#include "base/str.h"
#include "core/catalog.h"
#include "core/payer_clock.h"
#include "store/runway.h"
#include "store/screening.h"
#include "base/banned.h"

#define SPREAD_A_DAY	8	/* records: as much as one person looks into beside other work */
#define SPREAD_DAYS	20	/* a month of working days */

static void
set_known(struct subject_loading *l, const char *name, struct value value)
{
	const struct subject_field *field = subject_field_find(l->kind, name);

	if (field != NULL)
		facts_put(l->facts, field->name, value);
}

static const char *
fact_text(const struct subject_loading *l, const char *name)
{
	const struct value *v = facts_get(l->facts, name);

	return v != NULL && v->present ? v->text : "";
}

/* "Dr Ruiz" for a physician, else "Ana Ruiz, NP"; in a letter "Dear Dr. Ruiz", "Dear Ana Ruiz". */
static void
derive_names(struct subject_loading *l)
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
derive_enrolled(struct subject_loading *l, struct err *err)
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
derive_runway(struct subject_loading *l, int32_t today, struct err *err)
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
derive_screening(struct subject_loading *l, int32_t today, struct err *err)
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
derive_decision(struct subject_loading *l, int32_t today, struct err *err)
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
derive_type(struct subject_loading *l, const struct credential_type *type, bool is_cvo)
{
	int64_t days = catalog_shelf_days(type, is_cvo);

	set_known(l, "type.label", value_text(type->label));
	set_known(l, "type.source", value_text(type->source));
	if (days > 0)
		set_known(l, "type.shelf_life_days", value_int(days));
	set_known(l, "type.is_verified_once", value_bool(type->is_verified_once));
}

/* Three licenses of one person are told apart by their states. */
static void
derive_credential(struct subject_loading *l, const struct settings *settings)
{
	const char *key = fact_text(l, "subject.credential_type");
	const char *state = fact_text(l, "subject.state");
	const struct credential_type *type = catalog_find(settings->catalog, key);

	if (type != NULL)		/* else kept from before the catalog knew better */
		derive_type(l, type, settings->org_kind == ORG_CVO);
	set_known(l, "type.reminders", value_text(type != NULL ? type->reminders : CATALOG_REMINDERS));
	set_known(l, "type.renewed_by", value_text(type != NULL ? type->renewed_by : CATALOG_RENEWED_BY));
	set_known(l, "type.workflow", value_text(type != NULL ? type->workflow : CATALOG_WORKFLOW));
	set_known(l, "subject.title", value_text(arena_printf(l->facts->arena, "%s%s%s", state,
	    state[0] != '\0' ? " " : "", type != NULL ? type->label : key)));
}

static int32_t
fact_day(const struct subject_loading *l, const char *name)
{
	const struct value *v = facts_get(l->facts, name);

	return v != NULL && v->present ? (int32_t)v->number : DAY_NONE;
}

/* Until when the law wants a decision: counted from the day on which the payer had the application. */
static void
derive_law(struct subject_loading *l, const struct payer_clocks *clocks)
{
	int32_t received_day = fact_day(l, "subject.received_day"), until_day;
	const char *state = fact_text(l, "subject.state");

	if (clocks == NULL || subject_field_find(l->kind, "subject.law_day") == NULL)
		return;
	if (state[0] == '\0')
		state = fact_text(l, "location.state");
	if (received_day == DAY_NONE)
		received_day = fact_day(l, "subject.submitted_day");
	if (payer_clock_find(clocks, state, fact_text(l, "payer.kind"), received_day, &until_day) != NULL)
		set_known(l, "subject.law_day", value_date(until_day));
}

/* Two agreements with one vendor are told apart by what they are for. */
static void
derive_agreement(struct subject_loading *l)
{
	const char *vendor = fact_text(l, "subject.vendor"), *service = fact_text(l, "subject.service");

	set_known(l, "subject.title", value_text(arena_printf(l->facts->arena, "%s%s%s", vendor,
	    service[0] != '\0' ? ", " : "", service)));
}

bool
subject_derive(struct subject_loading *l, const struct settings *settings, int32_t today,
    struct err *err)
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
	derive_law(l, settings->payer_clocks);
	if (subject_field_find(l->kind, "subject.vendor") != NULL)
		derive_agreement(l);
	return derive_enrolled(l, err) && derive_decision(l, today, err) &&
	    derive_runway(l, today, err) && derive_screening(l, today, err);
}
