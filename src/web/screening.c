/* screening: the lists in force, matches to decide with what speaks for them, what was decided, and the page of a
 * month with its signature. */
#include "store/screening.h"

#include <string.h>

#include "store/screening_list.h"
#include "store/screening_page.h"
#include "store/screening_proof.h"
#include "web/bulk.h"
#include "web/once.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/words.h"
#include "base/banned.h"

#define LISTS_MAX	100
#define OPEN_MAX	30
#define DECIDED_MAX	20
#define MONTHS		6
#define REASON_BYTES_MAX 2000

/* A list of before this month says nothing of it (domain.md, section 7.1: lists come monthly). */
static bool
add_lists(struct request *r, struct json *data, struct err *err)
{
	struct json *rows;
	struct query q;

	screening_query_lists(&q, r->web->db, false);
	if (!page_rows(r, data, "lists", &q, LISTS_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		int32_t day = DAY_NONE;
		page_since(r, row, "loaded_ms", "loaded_words");
		day_parse(json_get_text(row, "list_day"), &day);
		json_set_bool(row, "is_old", day < day_begin_of_month(r->today_day));
	}
	return true;
}

static bool
add_matches(struct request *r, struct json *data, const char *key, bool open, size_t limit,
    struct err *err)
{
	struct json *rows;
	struct query q;

	screening_query_some(&q, r->web->db, open, (int64_t)limit + 1);
	if (!page_rows(r, data, key, &q, limit, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++)
		screening_page_match(json_at(rows, i), r->a);
	return true;
}

/* This month and those before it. */
static void
add_months(const struct request *r, struct json *data)
{
	struct json *months = json_new_array();

	for (int i = 0; i < MONTHS; i++)
		json_push(months, json_new_text(words_month(day_add_months(r->today_day, -i), r->a)));
	json_set(data, "months", months);
}

static const struct notice notices[] = {
	{ "resolve", "It is decided, with your reason." }, { "resolves", "They are decided, each with your reason." },
	{ "sign", "Your name stands under this month." },
	{ NULL, NULL },
};

bool
page_screening(struct request *r, struct reply *reply, struct err *err)
{
	struct json *data = json_new_object();

	json_set_text(data, "title", "Screening");
	json_set_bool(data, "at_screening", true);
	bulk_add(data);
	page_notice(r, data, notices);
	add_months(r, data);
	if (add_matches(r, data, "open", true, OPEN_MAX, err) &&
	    add_matches(r, data, "decided", false, DECIDED_MAX, err) && add_lists(r, data, err))
		return page_render(r, reply, "screening", data, err);
	json_free(data);
	return false;
}

bool
page_screening_month(struct request *r, struct reply *reply, struct err *err)
{
	struct screening_month month;
	struct json *proof;

	if (!screening_month(pairs_get(&r->query, "month"), r->today_day, &month, err) ||
	    !screening_proof(r->web->db, &month, 0, r->web->settings->zone, &proof, err))
		return false;
	screening_page_words(proof, r->web->settings, r->now_ms, r->a);
	json_set_text(proof, "title", arena_printf(r->a, "Exclusion screening, %s", month.text));
	json_set_bool(proof, "at_screening", true);
	page_notice(r, proof, notices);
	return page_render(r, reply, "screening_signed", proof, err);
}

bool
page_screening_pdf(struct request *r, struct reply *reply, struct err *err)
{
	struct screening_month month;
	struct json *proof;

	if (!screening_month(pairs_get(&r->query, "month"), r->today_day, &month, err) ||
	    !screening_proof(r->web->db, &month, 0, r->web->settings->zone, &proof, err))
		return false;
	screening_page_words(proof, r->web->settings, r->now_ms, r->a);
	bool ok = screening_page_pdf(proof, &reply->body, err);
	json_free(proof);
	reply->type = "application/pdf";
	reply->status = ok ? 200 : 0;
	return ok;
}

bool
post_screening_sign(struct request *r, struct reply *reply, struct err *err)
{
	const char *shown = pairs_get(&r->form, "sha256");
	const struct screening_by who = request_screening_by(r);
	struct screening_month month;
	struct json *proof;

	if (shown == NULL)
		return fail(err, ERR_INPUT, "this form is not complete");
	if (!screening_month(pairs_get(&r->form, "month"), r->today_day, &month, err) ||
	    !screening_proof(r->web->writer.db, &month, 0, who.zone, &proof, err))
		return false;
	bool same = text_equal(shown, json_get_text(proof, "sha256"));
	const struct json *signature = json_get(proof, "signed");
	bool again = same && json_get_bool(signature, "is_unchanged") &&
	    text_equal(json_get_text(signature, "by"), r->actor);
	json_free(proof);
	if (!same)
		return fail(err, ERR_CONFLICT, "the page of %s has changed since you read it. Read it again, "
		    "then sign it", month.text);
	if (!again && !screening_proof_sign(r->web->writer.db, &month, 0,
	    text_equal(pairs_get(&r->form, "anyway"), "yes"), &who, err))
		return false;
	return reply_redirect(reply, arena_printf(r->a, "/screening/month?month=%s&did=%s", month.text,
	    again ? "again" : "sign"));
}

/* What stands there now, against what the form showed. */
static bool
find_status(struct request *r, int64_t match_id, const char **ret_status, struct err *err)
{
	struct json *rows;
	struct query q;

	screening_query_match(&q, r->web->writer.db, match_id);
	if (!query_json(&q, r->web->settings->zone, &rows, err))
		return false;
	const char *status = json_get_text(json_at(rows, 0), "status");
	*ret_status = arena_strdup(r->a, status);
	json_free(rows);
	return *ret_status != NULL || fail(err, ERR_MISSING, "there is no match %lld",
	    (long long)match_id);
}

static bool
is_decision(const char *decision)
{
	for (size_t i = 0; decision != NULL && screening_decisions[i] != NULL; i++)
		if (text_equal(decision, screening_decisions[i]))
			return true;
	return false;
}

/* Nobody decides over what they did not see. */
static bool
resolve(struct request *r, int64_t match_id, const char *decision, const char *shown, bool *ret_again, struct err *err)
{
	const struct screening_by who = request_screening_by(r);
	const char *status;

	if (!find_status(r, match_id, &status, err))
		return false;
	*ret_again = text_equal(status, decision);
	if (*ret_again)
		return true;
	if (!text_equal(status, shown))
		return fail(err, ERR_CONFLICT, "somebody decided match %lld meanwhile: it was \"%s\", it is "
		    "\"%s\" now, and you chose \"%s\". Nothing was changed", (long long)match_id, shown,
		    status, decision);
	return screening_resolve(r->web->writer.db, match_id, decision, pairs_get(&r->form, "reason"), &who, err);
}

/* A decision and its reason. */
static bool
read_decision(const struct request *r, const char **ret_decision, struct err *err)
{
	const char *reason = pairs_get(&r->form, "reason");

	*ret_decision = pairs_get(&r->form, "as");
	if (!is_decision(*ret_decision))
		return fail(err, ERR_INPUT, "say whether it is somebody else, the same, or the same but waived");
	return (!text_blank(reason) && strlen(reason) <= REASON_BYTES_MAX) || fail(err, ERR_INPUT, "say why, in at most %d "
	    "bytes: an auditor will ask", REASON_BYTES_MAX);
}

bool
post_match_resolve(struct request *r, struct reply *reply, struct err *err)
{
	const char *decision, *shown = pairs_get(&r->form, "shown");
	int64_t match_id;
	bool again;

	if (!request_id(r, 0, &match_id, err) || !read_decision(r, &decision, err))
		return false;
	if (shown == NULL)
		return fail(err, ERR_INPUT, "this form is not complete");
	return resolve(r, match_id, decision, shown, &again, err) &&
	    reply_redirect(reply, again ? "/screening?did=again" : "/screening?did=resolve");
}

static bool
resolve_one(struct request *r, const char *chosen, void *context, struct err *err)
{
	const char *decision = context, *shown;
	int64_t match_id;
	bool again;

	return bulk_id(r, chosen, &match_id, &shown, err) && resolve(r, match_id, decision, shown, &again, err);
}

/* A common name meets many rows of a list: one reason, and each match has it in its own row. */
bool
post_matches(struct request *r, struct reply *reply, struct err *err)
{
	const char *decision;
	bool again;

	if (!once_is_taken(r, &again, err) || !read_decision(r, &decision, err))
		return false;
	if (again)
		return reply_redirect(reply, "/screening?did=again");
	return bulk_run(r, "match", "matches", "decided", resolve_one, arena_strdup(r->a, decision), err) &&
	    reply_redirect(reply, "/screening?did=resolves");
}
