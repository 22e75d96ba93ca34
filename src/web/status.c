/*
 * status: where a provider or a site stands with each payer, to be printed or sent: what is shown is what is sent, and
 * what changed meanwhile is shown before it goes.
 */
#include "store/status_report.h"

#include "base/hash.h"
#include "base/str.h"
#include "store/lookup.h"
#include "web/once.h"
#include "web/edit_form.h"
#include "web/page.h"
#include "web/pages.h"
#include "base/banned.h"

/* The address says whom; "provider" or "location". */
static bool
make(struct request *r, struct db *db, struct status_ask *ask, struct status_report *report, struct err *err)
{
	bool is_site = text_equal(r->word[0], "location");

	*ask = (struct status_ask){ .folder = r->web->folder, .settings = r->web->settings, .today_day = r->today_day };
	if (!is_site && !text_equal(r->word[0], "provider"))
		return fail(err, ERR_MISSING, "there is a status of a provider and of a location, not of \"%.40s\"", r->word[0]);
	return (is_site ? lookup_location(db, r->word[1], &ask->location_id, err) :
	    lookup_provider(db, r->word[1], &ask->provider_id, err)) && status_report_make(db, ask, r->a, report, err);
}

static const struct notice notices[] = { { "sent", "It is in the outbox and leaves with the next letters." }, { NULL, NULL } };

bool
page_status(struct request *r, struct reply *reply, struct err *err)
{
	struct status_report report;
	struct status_ask ask;
	char once[HASH_ID_BYTES];

	if (!make(r, r->web->db, &ask, &report, err))
		return false;
	struct json *data = json_new_object();
	json_set_text(data, "title", report.subject);
	json_set_bool(data, "at_providers", ask.provider_id != 0);
	json_set_bool(data, "at_administration", ask.location_id != 0);
	json_set_text(data, "kind", r->word[0]);
	json_set_int(data, "id", ask.provider_id != 0 ? ask.provider_id : ask.location_id);
	json_set_id(data, "provider_id", ask.provider_id);
	json_set_text(data, "name", report.name);
	json_set_text(data, "text", report.text);
	json_set_text(data, "recipient", report.recipient);
	json_set_text(data, "shown", edit_form_tag(r, report.text));
	json_set_text(data, "once", random_id(once));
	page_notice(r, data, notices);
	return page_render(r, reply, "status", data, err);
}

bool
post_status(struct request *r, struct reply *reply, struct err *err)
{
	const char *shown = pairs_get(&r->form, "shown");
	struct db *db = r->web->writer.db;
	struct status_report report;
	struct status_ask ask;
	bool again;

	if (!once_is_taken(r, &again, err) || !make(r, db, &ask, &report, err))
		return false;
	const char *back = arena_printf(r->a, "/status/%s/%lld?did=", r->word[0],
	    (long long)(ask.provider_id != 0 ? ask.provider_id : ask.location_id));
	if (again)
		return reply_redirect(reply, arena_printf(r->a, "%sagain", back));
	if (!text_equal(shown, edit_form_tag(r, report.text)))
		return fail(err, ERR_CONFLICT, "something changed since you read it. Nothing was sent: open the page anew");
	if (!db_begin(db, err) || !db_end(db, status_report_send(db, &ask, &report, pairs_get(&r->form, "recipient"), r->actor,
	    r->now_ms, r->a, err), err))
		return false;
	once_take(r);
	return reply_redirect(reply, arena_printf(r->a, "%ssent", back));
}
