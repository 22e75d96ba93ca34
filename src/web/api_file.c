/* api_file: what is known and decided of providers, papers, exclusions and payers' rosters. */
#include <string.h>

#include "core/duplicate.h"
#include "core/identifier.h"
#include "engine/finding.h"
#include "store/background.h"
#include "store/billable.h"
#include "store/duplicate.h"
#include "store/import_name.h"
#include "store/merge.h"
#include "store/provider_link.h"
#include "store/readiness.h"
#include "store/record_part.h"
#include "store/retention.h"
#include "store/revalidation.h"
#include "store/roster.h"
#include "store/runway.h"
#include "store/screening.h"
#include "store/screening_list.h"
#include "store/stale.h"
#include "web/api_act.h"
#include "web/invite.h"
#include "web/readiness.h"
#include "base/banned.h"

#define SCORE_MAX	100

/* One of whom or where is asked for: the whole matrix of a large house is a page of the grid, and an export. */
bool
act_billable(struct call *c, struct err *err)
{
	struct billable_ask ask = { .without_who = false };
	struct billable_answer *answers;
	int32_t on_day;
	size_t count;

	if (!wish_id(&c->w, "provider", lookup_provider, &ask.provider_id, err) ||
	    !wish_id(&c->w, "payer", lookup_payer, &ask.payer_id, err) ||
	    !wish_id(&c->w, "location", lookup_location, &ask.location_id, err) || !wish_day(&c->w, "on", &on_day, err))
		return false;
	if (ask.provider_id == 0 && ask.payer_id == 0 && ask.location_id == 0)
		return fail(err, ERR_INPUT, "say which provider, payer or location");
	if (!billable_answers(c->db, &ask, on_day, c->r->today_day, c->r->a, &answers, &count, err))
		return false;
	c->answer = json_new_array();
	for (size_t i = 0; i < count; i++)
		json_push(c->answer, billable_answer_json(&answers[i]));
	return true;
}

bool
act_identifier(struct call *c, struct err *err)
{
	const char *kind = c->r->word[0], *value = wish_get(&c->w, "value");
	struct str normal = STR_INIT;
	struct err why = ERR_INIT;

	if (!identifier_known(kind))
		return fail(err, ERR_MISSING, "there is no kind of identifier \"%.40s\"", kind);
	bool is_valid = identifier_read(kind, value, &normal, &why);
	c->answer = json_new_object();
	json_set_text(c->answer, "kind", kind);
	json_set_text(c->answer, "value", value);
	json_set_bool(c->answer, "valid", is_valid);
	json_set_text(c->answer, "reason", is_valid ? NULL : why.text);
	str_clear(&normal);
	return true;
}

bool
act_readiness(struct call *c, struct err *err)
{
	struct readiness_ask ask = { .today_day = c->r->today_day };

	return call_provider(c, &ask.provider_id, err) && wish_id(&c->w, "payer", lookup_payer, &ask.payer_id, err) &&
	    wish_id(&c->w, "location", lookup_location, &ask.location_id, err) && wish_day(&c->w, "on", &ask.on_day, err) &&
	    readiness_of(c->r, &ask, &c->answer, err);
}

bool
act_gaps(struct call *c, struct err *err)
{
	int64_t provider_id;

	return wish_id(&c->w, "provider", lookup_provider, &provider_id, err) &&
	    background_gaps(c->db, provider_id, c->r->today_day, !wish_flag(&c->w, "all"), &c->answer, err);
}

bool
act_runway(struct call *c, struct err *err)
{
	int64_t provider_id;

	return wish_id(&c->w, "provider", lookup_provider, &provider_id, err) &&
	    runway_rows(c->db, provider_id, c->r->today_day, &c->answer, err);
}

bool
act_revalidations(struct call *c, struct err *err)
{
	int64_t provider_id;

	if (!wish_id(&c->w, "provider", lookup_provider, &provider_id, err))
		return false;
	revalidation_query_list(&c->rows, c->db, provider_id);
	return true;
}

bool
act_stale(struct call *c, struct err *err)
{
	int64_t provider_id;

	return wish_id(&c->w, "provider", lookup_provider, &provider_id, err) &&
	    stale_list(c->db, c->w.settings, provider_id, c->r->today_day, &c->answer, err);
}

bool
act_verify(struct call *c, struct err *err)
{
	struct finding f = { .method = wish_get(&c->w, "method"), .result = wish_get(&c->w, "result"),
	    .by = wish_get(&c->w, "by"), .expires = wish_get(&c->w, "expires"),
	    .proof = { .contact = wish_get(&c->w, "contact") } };
	const char *document = wish_get(&c->w, "document");
	int64_t id;
	size_t cases;

	if (document != NULL && !int_parse(document, &f.proof.document_id))
		return fail(err, ERR_INPUT, "document: \"%.40s\" is no number", document);
	return call_id(c, &id, err) && wish_day(&c->w, "on", &f.on_day, err) &&
	    engine_note_finding(c->e, id, &f, c->r->actor, c->r->now_ms, c->r->a, &cases, err) &&
	    record_load_whole(c->db, "credential", id, c->w.settings->zone, &c->answer, err);
}

bool
act_duplicates(struct call *c, struct err *err)
{
	const char *word = wish_get(&c->w, "score");
	int64_t provider_id, score = DUPLICATE_SCORE_MIN;

	if (word != NULL && (!int_parse(word, &score) || score < 0 || score > SCORE_MAX))
		return fail(err, ERR_INPUT, "score is a number from 0 to %d", SCORE_MAX);
	return wish_id(&c->w, "provider", lookup_provider, &provider_id, err) &&
	    duplicate_list(c->db, provider_id, (int)score, &c->answer, err);
}

bool
act_distinct(struct call *c, struct err *err)
{
	int64_t one, other;

	if (!wish_id(&c->w, "provider", lookup_provider, &one, err) ||
	    !wish_id(&c->w, "other", lookup_provider, &other, err) ||
	    !duplicate_deny(c->db, one, other, wish_get(&c->w, "reason"), c->r->actor, c->r->now_ms, err))
		return false;
	c->answer = json_new_object();
	json_set_int(c->answer, "provider_id", one);
	json_set_int(c->answer, "other_id", other);
	json_set_text(c->answer, "reason", wish_get(&c->w, "reason"));
	return true;
}

bool
act_merge(struct call *c, struct err *err)
{
	const struct merge_by by = { c->r->actor, c->r->now_ms };
	int64_t one, other;

	return call_provider(c, &one, err) && wish_id(&c->w, "other", lookup_provider, &other, err) &&
	    merge_providers(c->db, one, other, wish_flag(&c->w, "dry_run"), &by, &c->answer, err);
}

bool
act_unmerge(struct call *c, struct err *err)
{
	const struct merge_by by = { c->r->actor, c->r->now_ms };
	int64_t gone, kept;

	if (!lookup_provider_record(c->db, c->r->word[0], &gone, err) || !merge_undo(c->db, gone, &by, &kept, err))
		return false;
	c->answer = json_new_object();
	json_set_int(c->answer, "provider_id", kept);
	json_set_int(c->answer, "merged_id", gone);
	return true;
}

bool
act_name(struct call *c, struct err *err)
{
	const struct record_by by = { .actor = c->r->actor, .now_ms = c->r->now_ms };
	const char *first = wish_get(&c->w, "first_name");
	int64_t provider_id;
	bool added;

	if (!call_provider(c, &provider_id, err) || !import_name_add(c->db, provider_id, wish_get(&c->w, "kind"),
	    wish_get(&c->w, "last_name"), first != NULL ? first : "", &by, &added, err))
		return false;
	c->answer = json_new_object();
	json_set_int(c->answer, "provider_id", provider_id);
	json_set_bool(c->answer, "is_added", added);
	return true;
}

bool
act_invite(struct call *c, struct err *err)
{
	const char *word = wish_get(&c->w, "days"), *url, *recipient;
	int64_t provider_id, days = PROVIDER_LINK_DAYS;

	if (word != NULL && (!int_parse(word, &days) || days < 1 || days > PROVIDER_LINK_DAYS_MAX))
		return fail(err, ERR_INPUT, "days is a number from 1 to %d", PROVIDER_LINK_DAYS_MAX);
	if (!call_provider(c, &provider_id, err) || !invite_make(c->r, provider_id, days, &url, &recipient, err))
		return false;
	c->answer = json_new_object();
	json_set_text(c->answer, "link", url);
	json_set_text(c->answer, "recipient", recipient);
	return true;
}

bool
act_uninvite(struct call *c, struct err *err)
{
	int64_t provider_id, count;

	if (!call_provider(c, &provider_id, err) ||
	    !provider_link_revoke(c->db, provider_id, c->r->actor, c->r->now_ms, &count, err))
		return false;
	c->answer = json_new_object();
	json_set_int(c->answer, "revoked", count);
	return true;
}

bool
act_document_decide(struct call *c, struct err *err)
{
	const char *as = wish_get(&c->w, "as"), *reason = wish_get(&c->w, "reason");
	const struct document_by by = request_document_by(c->r);
	bool accept = text_equal(as, "accepted");
	int64_t id;

	if (!accept && !text_equal(as, "rejected"))
		return fail(err, ERR_INPUT, "as \"%.40s\" should be accepted or rejected", as);
	if (!accept && text_blank(reason))
		return fail(err, ERR_INPUT, "say why it is rejected: whoever sent it is told so");
	const struct document_saying said = { .kind = wish_get(&c->w, "kind"), .state = wish_get(&c->w, "state"),
	    .is_wanted = accept };
	return call_id(c, &id, err) && document_say(c->db, id, &said, c->w.settings->catalog, &by, err) &&
	    document_decide(c->db, id, accept, reason != NULL ? reason : "", &by, err) &&
	    record_load_whole(c->db, "document", id, c->w.settings->zone, &c->answer, err);
}

static bool
read_retention(const struct call *c, struct retention_ask *ret_ask, struct err *err)
{
	*ret_ask = (struct retention_ask){ .rules = c->w.settings->retention, .zone = c->w.settings->zone };
	if (ret_ask->rules == NULL)
		return fail(err, ERR_CONFLICT, "there is no catalogs/retention.yaml: it is not known what goes when");
	if (!wish_day(&c->w, "on", &ret_ask->today_day, err))
		return false;
	if (ret_ask->today_day == DAY_NONE)
		ret_ask->today_day = c->r->today_day;
	return true;
}

bool
act_retention(struct call *c, struct err *err)
{
	struct retention_ask ask;
	int64_t undated;

	return read_retention(c, &ask, err) && retention_list(c->db, &ask, &c->answer, &undated, err);
}

/* The files leave the disk after it was said in the database. */
bool
act_destroy(struct call *c, struct err *err)
{
	const struct document_by by = request_document_by(c->r);
	struct retention_ask ask;
	int64_t seen, left;

	if (!int_parse(wish_get(&c->w, "count"), &seen) || seen < 1)
		return fail(err, ERR_INPUT, "count is how many documents /api/retention shows that are not held");
	if (!read_retention(c, &ask, err) || !db_begin(c->db, err) ||
	    !db_end(c->db, retention_destroy(c->db, &ask, seen, wish_get(&c->w, "reason"), &by, err), err) ||
	    !retention_sweep(c->db, &by, &left, err))
		return false;
	c->answer = json_new_object();
	json_set_int(c->answer, "destroyed", seen);
	json_set_int(c->answer, "left", left);
	return true;
}

bool
act_destroyed(struct call *c, struct err *err)
{
	(void)err;
	retention_query_destroyed(&c->rows, c->db);
	return true;
}

bool
act_holds(struct call *c, struct err *err)
{
	(void)err;
	retention_query_holds(&c->rows, c->db, 0);
	return true;
}

bool
act_hold(struct call *c, struct err *err)
{
	const struct document_by by = request_document_by(c->r);
	int64_t provider_id = 0, hold_id;

	if ((!text_equal(wish_get(&c->w, "provider"), "all") &&
	    !wish_id(&c->w, "provider", lookup_provider, &provider_id, err)) ||
	    !retention_hold(c->db, provider_id, wish_get(&c->w, "reason"), &by, &hold_id, err))
		return false;
	c->status = 201;
	retention_query_holds(&c->rows, c->db, hold_id);
	return call_row(c, "hold", err);
}

bool
act_lift(struct call *c, struct err *err)
{
	const struct document_by by = request_document_by(c->r);
	int64_t hold_id;

	if (!call_id(c, &hold_id, err) || !retention_lift(c->db, hold_id, wish_get(&c->w, "reason"), &by, err))
		return false;
	retention_query_holds(&c->rows, c->db, hold_id);
	return call_row(c, "hold", err);
}

bool
act_matches(struct call *c, struct err *err)
{
	(void)err;
	screening_query_matches(&c->rows, c->db, wish_flag(&c->w, "open"));
	return true;
}

bool
act_resolve(struct call *c, struct err *err)
{
	const struct screening_by by = request_screening_by(c->r);
	const char *as = wish_get(&c->w, "as");
	int64_t id;
	size_t i = 0;

	while (screening_decisions[i] != NULL && !text_equal(as, screening_decisions[i]))
		i++;
	if (screening_decisions[i] == NULL)
		return fail(err, ERR_INPUT, "as \"%.40s\" should be one of: false, true, waived, open", as);
	if (!call_id(c, &id, err) || !screening_resolve(c->db, id, as, wish_get(&c->w, "reason"), &by, err))
		return false;
	screening_query_match(&c->rows, c->db, id);
	return call_row(c, "match", err);
}

bool
act_lists(struct call *c, struct err *err)
{
	(void)err;
	screening_query_lists(&c->rows, c->db, wish_flag(&c->w, "all"));
	return true;
}

bool
act_rosters(struct call *c, struct err *err)
{
	(void)err;
	roster_query_list(&c->rows, c->db);
	return true;
}

bool
act_roster_accept(struct call *c, struct err *err)
{
	int64_t id;

	return call_id(c, &id, err) && roster_accept(c->db, id, c->r->actor, c->r->now_ms, err) &&
	    call_done(c, "roster_id", id, "accepted");
}
