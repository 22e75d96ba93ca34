/* search: one box over everything; what was found, by kind. */
#include "store/search.h"

#include <assert.h>
#include <string.h>

#include "base/str.h"
#include "http/http.h"
#include "store/case_file.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/words.h"
#include "base/banned.h"

#define FIND_BYTES_MAX	200
#define FEW		8	/* of each kind, when all are shown */
#define REFRESH_MAX	2000	/* records that are read again before a search */
#define MANY		50	/* of one kind */

/* How a kind is called, in the address and on the page. */
static const struct { const char *key, *title; } kinds[] = {
	[SEARCH_PROVIDER] = { "provider", "Providers" },
	[SEARCH_PAYER] = { "payer", "Payers" },
	[SEARCH_ENROLLMENT] = { "enrollment", "Applications, by reference or provider number" },
	[SEARCH_CREDENTIAL] = { "credential", "Credentials, by number" },
	[SEARCH_MESSAGE] = { "mail", "Mail" },
	[SEARCH_LETTER] = { "letter", "Letters" },
	[SEARCH_NOTE] = { "note", "Notes" },
};
static_assert(LEN(kinds) == SEARCH_KINDS, "every kind has its title");

struct look {
	struct request	*r;
	const char	*find, *words;
	int		 kind;		/* SEARCH_KINDS: all */
	int64_t		 before_id;
};

/* What belongs to a case leads there, else to whom or what it is about. */
static const char *
path_of(struct request *r, int kind, const struct json *row)
{
	long long case_id = json_get_int(row, "case_id", 0), id = json_get_int(row, "id", 0);
	long long provider_id = json_get_int(row, "provider_id", 0);

	if (case_id != 0)
		return arena_printf(r->a, "/case/%lld", case_id);
	if (provider_id != 0)
		return arena_printf(r->a, "/provider/%lld", provider_id);
	if (kind == SEARCH_PAYER)
		return arena_printf(r->a, "/payers?payer=%lld", id);
	return kind == SEARCH_MESSAGE ? "/inbox" : arena_printf(r->a, "/why/mail/%lld", id);
}

static bool
add_kind(struct look *look, int kind, struct json *groups, struct err *err)
{
	size_t limit = look->kind == SEARCH_KINDS ? FEW : MANY;
	struct json *group = json_new_object(), *rows;
	struct request *r = look->r;
	struct query q;

	search_query(&q, r->web->db, (enum search_kind)kind, look->words, look->before_id,
	    (int64_t)limit + 1);
	if (!page_rows(r, group, "rows", &q, limit, &rows, err)) {
		json_free(group);
		return false;
	}
	json_set_text(group, "key", kinds[kind].key);
	json_set_text(group, "title", kinds[kind].title);
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		page_since(r, row, "at_ms", "at_words");
		json_set_bool(row, "has_case", json_get_int(row, "case_id", 0) != 0);
		json_set_text(row, "path", path_of(r, kind, row));
		json_set_text(row, "detail", words_name(json_get_text(row, "detail"), r->a));
	}
	/* Rows of providers and payers stand by name: the page goes on from the smallest number. */
	int64_t last = 0;
	for (size_t i = 0; i < json_count(rows); i++) {
		int64_t id = json_get_int(json_at(rows, i), "id", 0);
		last = last == 0 || id < last ? id : last;
	}
	json_set_int(group, "last", last);
	if (json_count(rows) > 0)
		json_push(groups, group);
	else
		json_free(group);
	return true;
}

/* "CR-12" names a case, which no index is needed for. */
static bool
add_case(struct look *look, struct json *data, struct err *err)
{
	struct err why = ERR_INIT;
	struct case_file c;
	int64_t case_id;

	if (!(text_starts(look->find, "CR-") || text_starts(look->find, "cr-")) ||
	    !int_parse(look->find + 3, &case_id))
		return true;
	if (case_load(look->r->web->db, case_id, look->r->a, &c, &why)) {
		json_set_int(data, "case_id", case_id);
		json_set_text(data, "workflow", c.workflow);
		json_set_text(data, "state", c.state);
		page_case_words(look->r, data);
	}
	return why.kind == ERR_NONE || why.kind == ERR_MISSING || fail(err, why.kind, "%s", why.text);
}

static bool
look_read(struct request *r, struct look *look, struct err *err)
{
	const char *find = pairs_get(&r->query, "find"), *kind = pairs_get(&r->query, "in");
	const char *before = pairs_get(&r->query, "before");

	*look = (struct look){ .r = r, .find = "", .kind = SEARCH_KINDS };
	if (find != NULL)
		look->find = arena_strndup(r->a, find + strspn(find, " "), strnlen(find, FIND_BYTES_MAX));
	look->words = search_words(look->find, r->a);
	for (int i = 0; kind != NULL && i < SEARCH_KINDS; i++)
		if (text_equal(kind, kinds[i].key))
			look->kind = i;
	if (kind != NULL && look->kind == SEARCH_KINDS)
		return fail(err, ERR_INPUT, "\"%s\" is nothing that can be searched", kind);
	return before == NULL || (int_parse(before, &look->before_id) && look->before_id > 0) ||
	    fail(err, ERR_INPUT, "\"%s\" is no place in what was found", before);
}

/* What came just now is found, too, whether the clock runs or not.  A database that is busy is searched as
 * it is. */
static bool
refresh(struct look *look, struct json *data, struct err *err)
{
	struct err why = ERR_INIT;
	bool left = false;

	if (!search_refresh(look->r->web->writer.db, REFRESH_MAX, &left, &why) && why.kind != ERR_BUSY)
		return fail(err, why.kind, "%s", why.text);
	json_set_bool(data, "is_behind", left || why.kind == ERR_BUSY);
	return true;
}

static bool
add_found(struct look *look, struct json *data, struct err *err)
{
	struct json *groups = json_new_array();
	struct str address = STR_INIT;

	json_set(data, "groups", groups);
	http_add_escaped(&address, look->find);
	json_set_text(data, "address", address.text);
	str_clear(&address);
	json_set_text(data, "find", look->find);
	json_set_bool(data, "has_find", look->find[0] != '\0');
	json_set_bool(data, "is_one_kind", look->kind != SEARCH_KINDS);
	if (!refresh(look, data, err) || !add_case(look, data, err))
		return false;
	for (int i = 0; look->words != NULL && i < SEARCH_KINDS; i++)
		if ((look->kind == SEARCH_KINDS || look->kind == i) && !add_kind(look, i, groups, err))
			return false;
	json_set_bool(data, "has_groups", json_count(groups) > 0 || json_get(data, "case_id") != NULL);
	return true;
}

bool
page_search(struct request *r, struct reply *reply, struct err *err)
{
	struct json *data = json_new_object();
	struct look look;

	json_set_text(data, "title", "Search");
	if (look_read(r, &look, err) && add_found(&look, data, err))
		return page_render(r, reply, "search", data, err);
	json_free(data);
	return false;
}
