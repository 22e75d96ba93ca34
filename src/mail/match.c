/*
 * match: the ties of a mail, tried in the order of their strength.
 */
#include "mail/match.h"

#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "store/thread.h"
#include "base/banned.h"

#define NUMBERS_MAX 16		/* looked up; each is a query */

struct search {
	struct db			*db;
	const struct settings		*settings;
	const struct mail_reading	*reading;
	struct arena			*a;
	struct match			*match;
};

/*
 * How surely each tie tells the case.  A plus-address is known to nobody but who got the letter; an id
 * stands in a thread; a tag or number may be copied anywhere; a sender may mean another case.
 */
static const struct { const char *by; int score; const char *words; } ties[] = {
	{ "plus-address", 100, "it was sent to the reply address of our letter, %s" },
	{ "references", 95, "it answers %s" },
	{ "tag", 85, "its subject bears the tag of the case: %s" },
	{ "reference number", 75, "it names the payer's number %s, which only this case has" },
	{ "quote", 70, "it quotes %s" },
	{ "sender", 60, "%s belongs to one open case only" },
};
#define UNKNOWN_SENDER	30	/* taken off: nobody of the case has that address */

static void
found(struct search *s, int64_t case_id, const char *by, const char *what)
{
	s->match->case_id = case_id;
	s->match->by = by;
	for (size_t i = 0; i < LEN(ties); i++)
		if (text_equal(ties[i].by, by)) {
			s->match->score = ties[i].score;
			const char *hole = strstr(ties[i].words, "%s");
			s->match->because = arena_printf(s->a, "%.*s%s%s", (int)(hole - ties[i].words),
			    ties[i].words, what, hole + 2);
		}
}

static void
found_letter(struct search *s, const struct thread_letter *letter, const char *by, const char *what)
{
	found(s, letter->case_id, by, what);
	/* A tag names the case: which of its letters, and whether it was that one, is a guess. */
	s->match->outbox_id = text_equal(by, "tag") ? 0 : letter->outbox_id;
	s->match->recipient = letter->recipient;
	s->match->invited_case_id = letter->invited_case_id;
}

/* The identity in "team+IDEM@practice.example"; NULL when the address is not of that form. */
static const char *
idem_in(const struct search *s, const char *address)
{
	const char *own = s->settings->mail.from, *at = strchr(own, '@'), *plus = strchr(address, '+');
	size_t left = at != NULL ? (size_t)(at - own) : 0;

	if (at == NULL || plus == NULL || (size_t)(plus - address) != left ||
	    !text_equal_nocase(arena_strndup(s->a, address, left), arena_strndup(s->a, own, left)))
		return NULL;
	const char *end = strchr(plus, '@');
	if (end == NULL || !text_equal_nocase(end, at))
		return NULL;
	return arena_strndup(s->a, plus + 1, (size_t)(end - plus - 1));
}

static bool
by_plus_address(struct search *s, const struct texts *addresses, const char *by, struct err *err)
{
	struct thread_letter letter;

	for (size_t i = 0; s->match->by == NULL && i < addresses->count; i++) {
		const char *idem = idem_in(s, addresses->item[i]);
		if (idem == NULL)
			continue;
		if (!thread_find_idem(s->db, idem, s->a, &letter, err))
			return false;
		if (letter.outbox_id != 0)
			found_letter(s, &letter, by, addresses->item[i]);
	}
	return true;
}

/* "<...@our.domain>" */
static bool
may_be_ours(const struct search *s, const char *id)
{
	const char *at = strrchr(id, '@');
	size_t len = strlen(s->settings->mail.domain);

	return at != NULL && strlen(at + 1) == len + 1 && text_equal_nocase(
	    arena_strndup(s->a, at + 1, len), s->settings->mail.domain);
}

static bool
by_ids(struct search *s, const struct texts *ids, struct err *err)
{
	struct thread_letter letter;

	for (size_t i = 0; s->match->by == NULL && i < ids->count; i++) {
		if (!may_be_ours(s, ids->item[i]))
			continue;
		if (!thread_find_letter(s->db, ids->item[i], s->a, &letter, err))
			return false;
		if (letter.outbox_id != 0)
			found_letter(s, &letter, "references", ids->item[i]);
	}
	return true;
}

/* An answer to an answer that names none of our letters any more. */
static bool
by_received(struct search *s, struct err *err)
{
	const struct texts *ids = &s->reading->references;
	int64_t case_id = 0;

	for (size_t i = 0; case_id == 0 && i < ids->count; i++) {
		if (!thread_find_received(s->db, ids->item[i], &case_id, err))
			return false;
		if (case_id != 0)
			found(s, case_id, "references", ids->item[i]);
	}
	return true;
}

/* The number in "[CR-1042]"; 0 when there is none. */
static int64_t
tag_in(const char *subject)
{
	const char *p = subject != NULL ? strcasestr(subject, "[CR-") : NULL;
	int64_t number = 0;

	if (p == NULL)
		return 0;
	for (p += 4; *p >= '0' && *p <= '9'; p++) {
		if (number > INT64_MAX / 10 - 10)
			return 0;
		number = number * 10 + (*p - '0');
	}
	return *p == ']' ? number : 0;
}

static bool
by_tag(struct search *s, struct err *err)
{
	int64_t case_id = tag_in(s->reading->subject);
	bool exists;

	if (case_id == 0)
		return true;
	if (!thread_case_exists(s->db, case_id, &exists, err))
		return false;
	if (exists)
		found(s, case_id, "tag", arena_printf(s->a, "[CR-%" PRId64 "]", case_id));
	return true;
}

/* The one case that the ids leave, under that name; several are suggestions. */
static void
take_cases(struct search *s, const int64_t *ids, size_t count, const char *by, const char *what)
{
	struct match *m = s->match;

	if (count == 1) {
		found(s, ids[0], by, what);
		return;
	}
	for (size_t i = 0; i < count && m->suggestions < SUGGESTIONS_MAX; i++)
		m->suggestion[m->suggestions++] = (struct suggestion){ ids[i], by };
}

static bool
by_number(struct search *s, struct err *err)
{
	const struct texts *numbers = &s->reading->numbers;
	int64_t *ids;
	size_t count;

	for (size_t i = 0; s->match->by == NULL && i < numbers->count && i < NUMBERS_MAX; i++) {
		if (!thread_list_numbered(s->db, numbers->item[i], SUGGESTIONS_MAX, s->a, &ids,
		    &count, err))
			return false;
		take_cases(s, ids, count, "reference number", numbers->item[i]);
	}
	return true;
}

static void
add_case(int64_t *ids, size_t *count, int64_t case_id)
{
	for (size_t i = 0; i < *count; i++)
		if (ids[i] == case_id)
			return;
	if (*count < SUGGESTIONS_MAX)
		ids[(*count)++] = case_id;
}

/* The cases whose tag, or (when there is none) whose reference number, stands in the quote. */
static bool
list_quoted(struct search *s, int64_t *ids, size_t *ret_count, const char **ret_what, struct err *err)
{
	const struct mail_reading *r = s->reading;
	const struct texts *tags = &r->quoted_tags, *numbers = &r->quoted_numbers;
	size_t count;
	int64_t *some;
	bool exists;

	for (size_t i = 0; i < tags->count && i < NUMBERS_MAX; i++) {
		int64_t case_id = tag_in(tags->item[i]);
		if (case_id == 0)
			continue;
		if (!thread_case_exists(s->db, case_id, &exists, err))
			return false;
		if (exists) {
			add_case(ids, ret_count, case_id);
			*ret_what = arena_printf(s->a, "the tag of the case, [CR-%" PRId64 "]", case_id);
		}
	}
	for (size_t i = 0; tags->count == 0 && i < numbers->count && i < NUMBERS_MAX; i++) {
		if (!thread_list_numbered(s->db, numbers->item[i], SUGGESTIONS_MAX, s->a, &some, &count, err))
			return false;
		for (size_t k = 0; k < count; k++) {
			add_case(ids, ret_count, some[k]);
			*ret_what = arena_printf(s->a, "the payer's number %s", numbers->item[i]);
		}
	}
	return true;
}

/* What anybody could have written above a line of his own counts only from an address of that case. */
static bool
by_quote(struct search *s, struct err *err)
{
	int64_t ids[SUGGESTIONS_MAX];
	const char *what = "";
	size_t count = 0;
	bool fits = false;

	if (!list_quoted(s, ids, &count, &what, err) || (count == 1 &&
	    !thread_fits(s->db, ids[0], s->reading->from_address, &fits, err)))
		return false;
	if (count == 1 && fits)
		found(s, ids[0], "quote", what);
	for (size_t i = 0; i < count && s->match->by == NULL && s->match->suggestions < SUGGESTIONS_MAX; i++)
		s->match->suggestion[s->match->suggestions++] = (struct suggestion){ ids[i], "quote" };
	return true;
}

static bool
by_sender(struct search *s, struct err *err)
{
	int64_t *ids;
	size_t count;

	if (s->reading->from_address[0] == '\0')
		return true;
	if (!thread_list_of_sender(s->db, s->reading->from_address, SUGGESTIONS_MAX, s->a, &ids,
	    &count, err))
		return false;
	take_cases(s, ids, count, "sender", s->reading->from_address);
	return true;
}

/* A bounce that returns only the tag: the case must have written to an address that it names. */
static bool
by_returned_tag(struct search *s, struct err *err)
{
	const struct texts *failed = &s->reading->recipients;
	int64_t case_id = tag_in(s->reading->returned_subject);
	struct thread_letter letter;

	if (case_id == 0)
		case_id = tag_in(s->reading->subject);
	for (size_t i = 0; case_id != 0 && s->match->by == NULL && i < failed->count; i++) {
		if (!thread_find_written(s->db, case_id, failed->item[i], s->a, &letter, err))
			return false;
		if (letter.outbox_id != 0)
			found_letter(s, &letter, "tag",
			    arena_printf(s->a, "[CR-%" PRId64 "]", case_id));
	}
	return true;
}

static bool
match_bounce(struct search *s, struct err *err)
{
	const struct mail_reading *r = s->reading;

	return by_plus_address(s, &r->addresses, "plus-address", err) &&
	    by_plus_address(s, &r->returned_addresses, "plus-address", err) &&
	    by_ids(s, &r->returned_ids, err) && by_ids(s, &r->references, err) &&
	    (s->match->by != NULL || by_returned_tag(s, err));
}

/* Newsletters are not looked up by what they happen to hold. */
static bool
match_mail(struct search *s, struct err *err)
{
	const struct mail_reading *r = s->reading;
	bool is_personal = !r->is_bulk && (!r->is_automatic || r->kind == MAIL_AUTO_REPLY);

	return by_plus_address(s, &r->addresses, "plus-address", err) && by_ids(s, &r->references, err) &&
	    (s->match->by != NULL || by_received(s, err)) &&
	    (s->match->by != NULL || by_tag(s, err)) &&
	    (s->match->by != NULL || !is_personal || by_plus_address(s, &r->quoted_addresses, "quote", err)) &&
	    (s->match->by != NULL || !is_personal || by_number(s, err)) &&
	    (s->match->by != NULL || !is_personal || by_quote(s, err)) &&
	    (s->match->by != NULL || !is_personal || by_sender(s, err));
}

/* A letter of ours that came back as it was, or something that the team wrote to itself: it is shown
 * with its case, and never answered. */
static bool
find_own(struct search *s, struct err *err)
{
	const struct texts id = { (const char *[]){ s->reading->rfc_message_id }, 1, 1 };

	s->match->is_own = s->reading->kind != MAIL_BOUNCE &&
	    text_equal_nocase(s->reading->from_address, s->settings->mail.from);
	return !s->match->is_own || id.item[0] == NULL || by_ids(s, &id, err);
}

static bool
names_case(const char *text, int64_t case_id, struct arena *a)
{
	return text != NULL && strcasestr(text, arena_printf(a, "[CR-%" PRId64 "]", case_id)) != NULL;
}

/* Our message asked for several cases: those that the answer's own words name are answered, or all. */
static bool
look_at_digest(struct search *s, struct err *err)
{
	struct match *m = s->match;
	int64_t cases[DIGEST_LETTERS_MAX], named[DIGEST_LETTERS_MAX];
	size_t count = 0, names = 0;

	if (m->outbox_id == 0 || m->is_own || !digest_cases(s->db, m->outbox_id, cases, &count, err))
		return m->outbox_id == 0 || m->is_own;
	for (size_t i = 0; i < count && s->reading->kind != MAIL_BOUNCE; i++)
		if (names_case(s->reading->text, cases[i], s->a))
			named[names++] = cases[i];
	if (count < 2)
		return true;
	const int64_t *told = names > 0 ? named : cases;
	size_t tell = names > 0 ? names : count;
	if (names > 0)
		m->case_id = named[0];
	for (size_t i = 0; i < tell; i++)
		if (told[i] != m->case_id)
			m->also[m->also_count++] = told[i];
	m->because = arena_printf(s->a, "%s, which asked for %zu cases: %s", m->because, count,
	    names > 0 ? "those that it names are answered" : "it names none of them, so all are told");
	return true;
}

static bool
look_at_sender(struct search *s, struct err *err)
{
	bool fits = true;

	if (s->match->case_id == 0 || s->match->is_own || s->reading->kind == MAIL_BOUNCE)
		return true;
	if (!thread_fits(s->db, s->match->case_id, s->reading->from_address, &fits, err))
		return false;
	s->match->is_unknown_sender = !fits;
	if (!fits) {
		s->match->score -= UNKNOWN_SENDER;
		s->match->because = arena_printf(s->a, "%s; but %s is no address of the case",
		    s->match->because, s->reading->from_address[0] != '\0' ? s->reading->from_address :
		    "nobody");
	}
	return true;
}

/* Nothing moves a case whose sender did not write it: a person looks at it first. */
static void
set_forged(struct search *s)
{
	struct match *m = s->match;

	m->is_forged = true;
	m->invited_case_id = m->outbox_id = 0;
	m->also_count = 0;
	if (m->case_id == 0)
		return;
	m->suggestions = 1;
	m->suggestion[0] = (struct suggestion){ m->case_id,
	    arena_printf(s->a, "%s; but our mail server says that the sender is forged (DMARC)", m->because) };
	m->case_id = 0;
	m->score = 0;
	m->by = m->because = m->recipient = NULL;
}

bool
match_find(struct db *db, const struct settings *settings, const struct mail_reading *reading,
    struct arena *a, struct match *ret, struct err *err)
{
	struct search s = { db, settings, reading, a, ret };

	*ret = (struct match){ .case_id = 0 };
	if (reading->kind == MAIL_BROKEN)
		return true;
	if (!find_own(&s, err))
		return false;
	if (ret->by == NULL && !(reading->kind == MAIL_BOUNCE ? match_bounce(&s, err) :
	    match_mail(&s, err)))
		return false;
	if (ret->case_id == 0)
		ret->by = NULL;
	if (!look_at_digest(&s, err) || !look_at_sender(&s, err))
		return false;
	if (reading->is_forged && !ret->is_own)
		set_forged(&s);
	return true;
}

enum mail_kind
match_kind(const struct mail_reading *reading, const struct match *match)
{
	if (match->is_own)
		return MAIL_OTHER;
	return reading->kind == MAIL_OTHER && match->case_id != 0 && !reading->is_automatic ?
	    MAIL_REPLY : reading->kind;
}
