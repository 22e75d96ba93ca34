/* inbox: what waits for a person's eye, with what can be done about it.  What is done: triage.c. */
#include "store/inbox.h"

#include <string.h>

#include "store/case_file.h"
#include "store/suppression.h"
#include "web/bulk.h"
#include "web/events.h"
#include "web/live.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/words.h"
#include "base/banned.h"

#define MAIL_MAX	25
#define HELD_MAX	100
#define DOUBTFUL_DAYS	30
#define GUESSES_MAX	5

/* One case that a mail may belong to, with the words of its row and why. */
static void
push_guess(struct request *r, struct json *guesses, struct json *row, const char *because)
{
	page_case_words(r, row);
	json_set_text(row, "because", because);
	json_push(guesses, row);
}

/* What the matching itself found, when the mail came. */
static bool
add_found(struct request *r, const struct json *verdict, struct json *guesses, struct err *err)
{
	const struct json *found = json_get(verdict, "suggestions");

	for (size_t i = 0; i < json_count(found) && i < GUESSES_MAX; i++) {
		const struct json *one = json_at(found, i);
		struct json *rows;
		struct query q;
		case_query_one(&q, r->web->db, json_get_int(one, "case", 0));
		if (!query_json(&q, r->web->settings->zone, &rows, err))
			return false;
		if (json_count(rows) > 0)
			push_guess(r, guesses, json_duplicate(json_at(rows, 0)),
			    arena_printf(r->a, "found by its %s", json_get_text(one, "because")));
		json_free(rows);
	}
	return true;
}

/* Weaker: somebody of a payer's house wrote. */
static bool
add_house(struct request *r, const char *address, struct json *guesses, struct err *err)
{
	const char *at = address != NULL ? strrchr(address, '@') : NULL;
	struct json *rows;
	struct query q;

	if (at == NULL || at[1] == '\0')
		return true;
	inbox_query_domain(&q, r->web->db, at + 1, GUESSES_MAX);
	if (!query_json(&q, r->web->settings->zone, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++)
		push_guess(r, guesses, json_duplicate(json_at(rows, i)),
		    arena_printf(r->a, "the payer's desk writes from %s, too", at + 1));
	json_free(rows);
	return true;
}

static const char *
evidence_words(const struct json *verdict, struct arena *a)
{
	const struct json *evidence = json_get(verdict, "evidence");
	const char *words = json_get_bool(verdict, "forged") ?
	    "the sender is forged, says our server (DMARC failed)" : "";

	for (size_t i = 0; i < json_count(evidence); i++)
		words = arena_printf(a, "%s%s%s", words, words[0] != '\0' ? "; " : "",
		    json_as_text(json_at(evidence, i)));
	return words;
}

static bool
add_mail_row(struct request *r, struct json *row, struct err *err)
{
	const struct json *verdict = json_get(row, "verdict");
	struct json *guesses = json_new_array();

	json_set(row, "guesses", guesses);
	json_set_text(row, "evidence_words", evidence_words(verdict, r->a));
	json_set_int(row, "attachments", (int64_t)json_count(json_get(verdict, "attachments")));
	json_set_bool(row, "has_attachments", json_count(json_get(verdict, "attachments")) > 0);
	events_mail(r, row);
	if (!add_found(r, verdict, guesses, err) || (json_count(guesses) == 0 &&
	    !add_house(r, json_get_text(row, "from_address"), guesses, err)))
		return false;
	json_set_bool(row, "has_guesses", json_count(guesses) > 0);
	return true;
}

static bool
add_unmatched(struct request *r, struct json *data, struct err *err)
{
	const char *before = pairs_get(&r->query, "before");
	int64_t before_id = 0;
	struct json *rows;
	struct query q;

	if (before != NULL && (!int_parse(before, &before_id) || before_id <= 0))
		return fail(err, ERR_INPUT, "\"%s\" is no number of a mail", before);
	inbox_query_unmatched(&q, r->web->db, before_id, MAIL_MAX + 1);
	if (!page_rows(r, data, "unmatched", &q, MAIL_MAX, &rows, err))
		return false;
	json_set_bool(data, "is_later", before_id != 0);
	for (size_t i = 0; i < json_count(rows); i++) {
		if (!add_mail_row(r, json_at(rows, i), err))
			return false;
		json_set_int(data, "last_id", json_get_int(json_at(rows, i), "id", 0));
	}
	return true;
}

static bool
add_doubtful(struct request *r, struct json *data, struct err *err)
{
	struct json *rows;
	struct query q;

	inbox_query_doubtful(&q, r->web->db, r->now_ms - DOUBTFUL_DAYS * MS_PER_DAY, MAIL_MAX + 1);
	if (!page_rows(r, data, "doubtful", &q, MAIL_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		page_case_words(r, json_at(rows, i));
		events_mail(r, json_at(rows, i));
	}
	return true;
}

static bool
add_held(struct request *r, struct json *data, struct err *err)
{
	struct json *rows;
	struct query q;

	inbox_query_held(&q, r->web->db, HELD_MAX + 1);
	if (!page_rows(r, data, "held", &q, HELD_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		bool is_held = json_get_bool(row, "is_held");
		bool is_doubtful = json_get_bool(row, "is_doubtful");
		page_case_words(r, row);
		page_since(r, row, "created_ms", "since_words");
		json_set_bool(row, "can_release", is_held && !is_doubtful && json_get_bool(row, "is_whole"));
		json_set_bool(row, "can_resend", is_held && is_doubtful && json_get_bool(row, "is_whole"));
	}
	return true;
}

static bool
add_suppressed(struct request *r, struct json *data, struct err *err)
{
	struct json *rows;
	struct query q;

	suppression_query(&q, r->web->db, HELD_MAX + 1);
	if (!page_rows(r, data, "suppressed", &q, HELD_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++)
		page_since(r, json_at(rows, i), "since_ms", "since_words");
	return true;
}

static const struct notice notices[] = {
	{ "attach", "The mail belongs to its case now; the case knows of it." },
	{ "handled", "The mail is put aside. \"mail match\" attaches it still, should it matter." },
	{ "attaches", "The mails belong to that case now; it knows of them." }, { "handleds", "The mails are put aside." },
	{ "release", "The letter goes with the next round of sending." },
	{ "sent", "The letter counts as sent." }, { "drop", "The letter is dropped." },
	{ "suppress", "The address is not written to any more." }, { "unsuppress", "The address may be written to again." },
	{ NULL, NULL },
};

bool
page_inbox(struct request *r, struct reply *reply, struct err *err)
{
	struct json *data = json_new_object();

	json_set_text(data, "title", "Inbox");
	json_set_bool(data, "at_inbox", true);
	bulk_add(data);
	page_notice(r, data, notices);
	if (live_add(r, data, 0, err) && add_unmatched(r, data, err) && add_doubtful(r, data, err) && add_held(r, data, err) &&
	    add_suppressed(r, data, err))
		return page_render(r, reply, "inbox", data, err);
	json_free(data);
	return false;
}
