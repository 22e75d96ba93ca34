/* why_mail: why a letter left, or what a message that came in belongs to. */
#include <inttypes.h>
#include <string.h>

#include "engine/chain.h"
#include "store/audit.h"
#include "store/dispatch.h"
#include "store/letter.h"
#include "store/message.h"
#include "base/banned.h"

/* "the tag in its subject ... (85 of 100)", as it was told when it came; NULL: a person said so. */
static const char *
tie_of(const struct message *m, struct arena *a)
{
	struct json *verdict;
	const char *words = NULL;

	if (text_equal(m->matched_by, "person") || !json_parse(m->verdict_json, strlen(m->verdict_json), &verdict, NULL))
		return NULL;
	const char *because = json_get_text(verdict, "because");
	if (because != NULL)
		words = arena_printf(a, "%s (sure by %" PRId64 " of 100)", because, json_get_int(verdict, "score", 0));
	json_free(verdict);
	return words;
}

static bool
add_message(struct chain *c, int64_t message_id, struct err *err)
{
	struct message m;

	if (!message_load(c->e->db, message_id, c->a, &m, err))
		return false;
	const char *tie = m.case_id != 0 ? tie_of(&m, c->a) : NULL;
	chain_add(c, &(struct link){
		.what = arena_printf(c->a, "%s \"%s\", %s", m.kind, m.subject, m.case_id != 0 ?
		    arena_printf(c->a, "belongs to CR-%" PRId64, m.case_id) : "for no known case"),
		.at_ms = m.received_ms,
		.by = m.from_address != NULL && m.from_address[0] != '\0' ? m.from_address : NULL,
		.because = m.case_id == 0 ? arena_printf(c->a, "nothing in it names a case: mail match "
		    "%" PRId64 " CASE attaches it", message_id) : arena_printf(c->a,
		    "it found the case by %s%s%s%s", m.matched_by, tie != NULL ? ": " : "", tie != NULL ? tie : "",
		    tie == NULL && m.has_unknown_sender ? "; its sender is none of the case's contacts" : ""),
	});
	return true;
}

/* Each try with the server's words.  Where the first one succeeded the letter itself has said all. */
static bool
add_tries(struct chain *c, int64_t outbox_id, struct err *err)
{
	struct attempt *tries;
	size_t count;

	if (!attempt_list(c->e->db, outbox_id, c->a, &tries, &count, err))
		return false;
	if (count == 1 && strcmp(tries[0].outcome, "sent") == 0)
		return true;
	for (size_t i = count; i-- > 0; )
		chain_add(c, &(struct link){
			.what = arena_printf(c->a, "try %zu of %zu: %s%s%s", i + 1, count, tries[i].outcome,
			    strcmp(tries[i].stage, "done") == 0 ? "" : " at ",
			    strcmp(tries[i].stage, "done") == 0 ? "" : tries[i].stage),
			.at_ms = tries[i].started_ms,
			.because = tries[i].reply[0] != '\0' ? tries[i].reply : NULL,
		});
	return true;
}

/* Who let it go, or said what had become of it. */
static bool
add_releases(struct chain *c, int64_t outbox_id, struct err *err)
{
	struct audit_filter filter = {
		.object = arena_printf(c->a, "letter %" PRId64, outbox_id),
		.since_ms = INSTANT_NONE,
		.until_ms = INSTANT_NONE,
	};
	struct query q;

	audit_query_list(&q, c->e->db, &filter);
	while (query_row(&q)) {
		const char *detail = query_text(&q, 5, c->a);
		chain_add(c, &(struct link){
			.what = arena_printf(c->a, "%s%s%s", query_text(&q, 3, c->a), detail[0] != '\0' ? ": " : "", detail),
			.at_ms = query_int(&q, 1),
			.by = query_text(&q, 2, c->a),
		});
	}
	return query_close(&q, err);
}

static bool
add_letter(struct chain *c, int64_t id, int64_t *ret_case_id, int64_t *ret_seq, struct err *err)
{
	struct letter letter;
	int64_t definition_id;

	if (!letter_load(c->e->db, id, c->a, &letter, err))
		return false;
	int line = chain_effect_line(c, letter.case_id, letter.seq, "email", letter.name, &definition_id);
	chain_add(c, &(struct link){
		.what = arena_printf(c->a, "letter \"%s\" to %s, %s", letter.name,
		    letter.recipient[0] != '\0' ? letter.recipient : "nobody", letter.sent_ms !=
		    INSTANT_NONE ? arena_printf(c->a, "sent %s", chain_when(c, letter.sent_ms)) :
		    letter.status),
		.rule = letter.rule,
		.definition_id = definition_id,
		.line = line,
		.at_ms = letter.created_ms,
		.by = letter.is_automatic ? "timer" : "step",
		.because = arena_printf(c->a, "written from %s, Message-ID %s%s%s%s%s",
		    chain_asset(c, definition_id, letter.letter),
		    letter.rfc_message_id, letter.reason != NULL ? "; " : "",
		    letter.reason != NULL ? letter.reason : "",
		    letter.reply != NULL ? "; the server said: " : "",
		    letter.reply != NULL ? letter.reply : ""),
	});
	*ret_case_id = letter.case_id;
	*ret_seq = letter.seq;
	return add_tries(c, id, err) && add_releases(c, id, err);
}

/* A letter of ours with all its causes; of a message that came in: how it found its case. */
bool
chain_add_mail(struct chain *c, int64_t id, int64_t *ret_case_id, int64_t *ret_seq, struct err *err)
{
	bool in, out;

	if (!message_direction(c->e->db, id, &in, &out, err))
		return false;
	if (out)
		return add_letter(c, id, ret_case_id, ret_seq, err);
	*ret_case_id = *ret_seq = 0;
	return in ? add_message(c, id, err) :
	    fail(err, ERR_MISSING, "there is no mail %" PRId64, id);
}

