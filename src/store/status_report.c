/* status_report: lines of enrollments, papers that end, and what is needed. */
#include "store/status_report.h"

#include <inttypes.h>

#include "base/hash.h"
#include "base/str.h"
#include "core/catalog.h"
#include "store/audit.h"
#include "store/billable.h"
#include "store/letter.h"
#include "store/readiness.h"
#include "workflow/value.h"
#include "base/banned.h"

#define ENDS_DAYS	90	/* papers that end within so many days are named */

static bool
load_provider(struct db *db, const struct status_ask *ask, struct arena *a, struct status_report *ret,
    const char **ret_npi, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT trim(first_name || ' ' || last_name), npi, email FROM provider WHERE provider_id = :id");
	query_bind_int(&q, ":id", ask->provider_id);
	if (query_row(&q)) {
		ret->name = query_text(&q, 0, a);
		*ret_npi = query_text(&q, 1, a);
		ret->recipient = query_null(&q, 2) || text_blank(query_text(&q, 2, a)) ? NULL : query_text(&q, 2, a);
	}
	return query_close(&q, err) && (ret->name != NULL || fail(err, ERR_MISSING, "there is no provider %" PRId64,
	    ask->provider_id));
}

static bool
load_site(struct db *db, const struct status_ask *ask, struct arena *a, struct status_report *ret, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT name FROM location WHERE location_id = :id");
	query_bind_int(&q, ":id", ask->location_id);
	if (query_row(&q))
		ret->name = query_text(&q, 0, a);
	return query_close(&q, err) && (ret->name != NULL || fail(err, ERR_MISSING, "there is no site %" PRId64,
	    ask->location_id));
}

/* "Prairie Health, Springfield: may bill from 2026-10-01", or why not yet. */
static void
add_line(const struct billable_answer *answer, struct str *out)
{
	const struct billable_facts *f = &answer->row->facts;
	const struct billable_verdict *v = &answer->verdict;
	const char *place = f->location != NULL ? f->location : f->state;
	char day[DAY_TEXT_BYTES];

	str_printf(out, "- %s%s%s: ", f->payer, text_blank(place) ? "" : ", ", text_blank(place) ? "" : place);
	if (v->may_bill)
		str_printf(out, "may be billed from %s on\n", day_format(v->from_day, day));
	else
		str_printf(out, "%s\n", v->reason);
}

static bool
add_enrollments(struct db *db, const struct status_ask *ask, struct arena *a, struct str *out, struct err *err)
{
	const struct billable_ask which = { .provider_id = ask->provider_id, .location_id = ask->location_id,
		.without_who = true };
	struct billable_answer *answers;
	int64_t shown_id = ask->provider_id;
	size_t count;

	if (!billable_answers(db, &which, DAY_NONE, ask->today_day, a, &answers, &count, err))
		return false;
	if (count == 0)
		str_add(out, "No application to a payer is known.\n");
	else if (ask->provider_id != 0)
		str_add(out, "Payers:\n");
	for (size_t i = 0; i < count; i++) {
		if (text_equal(answers[i].row->facts.provider_status, "left"))
			continue;
		if (answers[i].row->provider_id != shown_id)
			str_printf(out, "%s%s:\n", shown_id != 0 ? "\n" : "", answers[i].row->provider);
		shown_id = answers[i].row->provider_id;
		add_line(&answers[i], out);
	}
	return true;
}

static bool
add_papers(struct db *db, const struct status_ask *ask, struct arena *a, struct str *out, struct err *err)
{
	char until[DAY_TEXT_BYTES];
	bool any = false;
	struct query q;

	query_open(&q, db, "SELECT credential_type, state, expires_day FROM credential WHERE provider_id = :id"
	    " AND expires_day <= :until AND status <> 'retired' ORDER BY expires_day, credential_id");
	query_bind_int(&q, ":id", ask->provider_id);
	query_bind_text(&q, ":until", day_format(ask->today_day + ENDS_DAYS, until));
	while (query_row(&q)) {
		const char *key = query_text(&q, 0, a), *state = query_text(&q, 1, a);
		const struct credential_type *type = catalog_find(ask->settings->catalog, key);
		if (!any)
			str_add(out, "\nPapers that end, or have ended:\n");
		any = true;
		str_printf(out, "- %s%s%s: %s\n", type != NULL ? type->label : key, text_blank(state) ? "" : " ", state,
		    query_text(&q, 2, a));
	}
	return query_close(&q, err);
}

static bool
add_needs(struct db *db, const struct status_ask *ask, struct arena *a, struct str *out, struct err *err)
{
	const char *needs;

	if (!readiness_needs(db, ask->folder, ask->settings, ask->provider_id, ask->today_day, a, &needs, err))
		return false;
	if (!text_blank(needs))
		str_printf(out, "\n%s", needs);
	return true;
}

bool
status_report_make(struct db *db, const struct status_ask *ask, struct arena *a, struct status_report *ret,
    struct err *err)
{
	const char *npi = NULL;
	char today[DAY_TEXT_BYTES];
	struct str out = STR_INIT;
	bool is_one = ask->provider_id != 0;

	*ret = (struct status_report){ .name = NULL };
	if (!(is_one ? load_provider(db, ask, a, ret, &npi, err) : load_site(db, ask, a, ret, err)))
		return false;
	ret->subject = arena_printf(a, "Credentialing status of %s, %s", ret->name, day_format(ask->today_day, today));
	str_printf(&out, "%s%s%s as of %s\n\n", ret->name, npi != NULL ? ", NPI " : "", npi != NULL ? npi : "", today);
	bool ok = add_enrollments(db, ask, a, &out, err) &&
	    (!is_one || (add_papers(db, ask, a, &out, err) && add_needs(db, ask, a, &out, err)));
	str_printf(&out, "\n%s\n", ask->settings->org_name);
	ret->text = arena_strdup(a, out.text);
	str_clear(&out);
	return ok;
}

bool
status_report_send(struct db *db, const struct status_ask *ask, const struct status_report *report,
    const char *recipient, const char *actor, int64_t now_ms, struct arena *a, struct err *err)
{
	char idem[HASH_ID_BYTES];
	const struct letter_own letter = { .name = "status_report", .idem = random_id(idem), .unknown_policy = "hold",
	    .recipient = recipient, .subject = report->subject, .body = report->text };

	struct value address;

	if (text_blank(recipient) || !value_parse(TYPE_EMAIL, recipient, ask->settings->zone, a, &address))
		return fail(err, ERR_INPUT, "\"%.80s\" is no mail address", recipient != NULL ? recipient : "");
	return letter_add(db, &letter, ask->settings, now_ms, a, err) && audit_add(db, actor, "status report",
	    arena_printf(a, "%s %" PRId64, ask->provider_id != 0 ? "provider" : "location",
	    ask->provider_id != 0 ? ask->provider_id : ask->location_id), recipient, now_ms, err);
}
