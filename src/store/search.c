/* search: the full-text index, one look a kind. */
#include "store/search.h"

#include <assert.h>
#include <string.h>

#include "base/str.h"
#include "base/banned.h"

#define WORDS_MAX	16
#define WORD_BYTES_MAX	100
#define KIND_ROOM	1000000000000LL	/* numbers of one kind, as the schema file has it */

/* Found rows of one kind, then what they are. */
#define FOUND \
	"WITH hit AS (SELECT rowid AS number FROM search WHERE search MATCH :words" \
	" AND rowid > :low AND rowid < :high ORDER BY rowid DESC LIMIT :limit) "
#define NEWEST " ORDER BY hit.number DESC /*scan*/"
#define CASE_OF_ENROLLMENT \
	" (SELECT max(c.case_id) FROM case_file c WHERE c.subject_type = 'enrollment'" \
	"  AND c.subject_id = e.enrollment_id)"
#define CASE_OF_CREDENTIAL \
	" (SELECT max(c.case_id) FROM case_file c WHERE c.subject_type = 'credential'" \
	"  AND c.subject_id = k.credential_id)"

static const char *const sql[] = {
	[SEARCH_PROVIDER] = FOUND "SELECT p.provider_id AS id, p.last_name || CASE WHEN p.first_name <> ''"
	    " THEN ', ' || p.first_name ELSE '' END AS title, 'NPI ' || p.npi AS detail, p.note AS text,"
	    " NULL AS at_ms, NULL AS case_id, p.provider_id FROM hit"
	    " JOIN provider p ON p.provider_id = hit.number - :base ORDER BY p.folded_name /*scan*/",
	[SEARCH_PAYER] = FOUND "SELECT y.payer_id AS id, y.name AS title, coalesce(y.email, '') AS detail,"
	    " y.note AS text, NULL AS at_ms, NULL AS case_id, NULL AS provider_id FROM hit"
	    " JOIN payer y ON y.payer_id = hit.number - :base ORDER BY y.name /*scan*/",
	[SEARCH_ENROLLMENT] = FOUND "SELECT e.enrollment_id AS id, p.last_name || ', ' || p.first_name || ', '"
	    " || y.name AS title, coalesce(e.reference_number, e.provider_number, '') AS detail, e.note AS text,"
	    " NULL AS at_ms," CASE_OF_ENROLLMENT " AS case_id, e.provider_id FROM hit"
	    " JOIN enrollment e ON e.enrollment_id = hit.number - :base"
	    " JOIN provider p ON p.provider_id = e.provider_id"
	    " JOIN payer y ON y.payer_id = e.payer_id" NEWEST,
	[SEARCH_CREDENTIAL] = FOUND "SELECT k.credential_id AS id, p.last_name || ', ' || p.first_name AS title,"
	    " k.credential_type || ' ' || k.state || ' ' || k.number AS detail, k.note AS text, NULL AS at_ms,"
	    CASE_OF_CREDENTIAL " AS case_id, k.provider_id FROM hit"
	    " JOIN credential k ON k.credential_id = hit.number - :base"
	    " JOIN provider p ON p.provider_id = k.provider_id" NEWEST,
	[SEARCH_MESSAGE] = FOUND "SELECT m.message_id AS id, m.subject AS title,"
	    " coalesce(nullif(m.from_name, ''), m.from_address, '') AS detail, substr(m.text, 1, 400) AS text,"
	    " m.received_ms AS at_ms, m.case_id, NULL AS provider_id FROM hit"
	    " JOIN message m ON m.message_id = hit.number - :base" NEWEST,
	[SEARCH_LETTER] = FOUND "SELECT o.outbox_id AS id, o.subject AS title, o.recipient AS detail,"
	    " substr(o.body, 1, 400) AS text, coalesce(o.sent_ms, o.created_ms) AS at_ms, o.case_id,"
	    " NULL AS provider_id FROM hit JOIN outbox o ON o.outbox_id = hit.number - :base" NEWEST,
	[SEARCH_NOTE] = FOUND "SELECT h.history_id AS id, h.changes_json ->> 'note' AS title, h.actor AS detail,"
	    " NULL AS text, h.at_ms, h.case_id, NULL AS provider_id FROM hit"
	    " JOIN history h ON h.history_id = hit.number - :base" NEWEST,
};
static_assert(LEN(sql) == SEARCH_KINDS, "every kind has its look");

/* The words of a record, by kind.  Mail by its beginning; of letters who and about what: their texts are ours. */
#define ADD "INSERT INTO search (rowid, words) SELECT :number, "
static const char *const add_sql[] = {
	[SEARCH_PROVIDER] = ADD "last_name || ' ' || first_name || ' ' || middle_name || ' ' || npi || ' ' ||"
	    " coalesce(email, '') || ' ' || coalesce(caqh_id, '') || ' ' || note FROM provider"
	    " WHERE provider_id = :id",
	[SEARCH_PAYER] = ADD "name || ' ' || coalesce(email, '') || ' ' || note FROM payer"
	    " WHERE payer_id = :id",
	[SEARCH_ENROLLMENT] = ADD "coalesce(reference_number, '') || ' ' || coalesce(provider_number, '')"
	    " || ' ' || note FROM enrollment WHERE enrollment_id = :id",
	[SEARCH_CREDENTIAL] = ADD "number || ' ' || note FROM credential WHERE credential_id = :id",
	[SEARCH_MESSAGE] = ADD "subject || ' ' || coalesce(from_name, '') || ' ' || coalesce(from_address, '')"
	    " || ' ' || substr(text, 1, 4000) FROM message WHERE message_id = :id",
	[SEARCH_LETTER] = ADD "subject || ' ' || recipient FROM outbox WHERE outbox_id = :id",
	[SEARCH_NOTE] = ADD "coalesce(changes_json ->> 'note', '') FROM history WHERE history_id = :id",
};
static_assert(LEN(add_sql) == SEARCH_KINDS, "every kind has its words");

static bool
read_again(struct db *db, int64_t number, struct err *err)
{
	int64_t kind = number / KIND_ROOM - 1;
	struct query q;

	if (kind < 0 || kind >= SEARCH_KINDS)
		return fail(err, ERR_SYSTEM, "search_stale holds %lld, which is no record",
		    (long long)number);
	query_open(&q, db, "DELETE FROM search WHERE rowid = :number");
	query_bind_int(&q, ":number", number);
	if (!query_run(&q, NULL, err))
		return false;
	query_open(&q, db, add_sql[kind]);
	query_bind_int(&q, ":number", number);
	query_bind_int(&q, ":id", number % KIND_ROOM);
	return query_run(&q, NULL, err);
}

static bool
refresh(struct db *db, int64_t limit, int64_t *ret_count, struct err *err)
{
	struct arena a = ARENA_INIT;
	int64_t *numbers = arena_array(&a, (size_t)limit, sizeof(*numbers)), count = 0;
	struct query q;

	query_open(&q, db, "SELECT number FROM search_stale ORDER BY number LIMIT :limit /*scan*/");
	query_bind_int(&q, ":limit", limit);
	while (query_row(&q) && count < limit)
		numbers[count++] = query_int(&q, 0);
	bool ok = query_close(&q, err);
	for (int64_t i = 0; ok && i < count; i++)
		ok = read_again(db, numbers[i], err);
	if (ok && count > 0) {
		query_open(&q, db, "DELETE FROM search_stale WHERE number <= :last");
		query_bind_int(&q, ":last", numbers[count - 1]);
		ok = query_run(&q, NULL, err);
	}
	arena_clear(&a);
	*ret_count = count;
	return ok;
}

bool
search_refresh(struct db *db, int64_t limit, bool *ret_left, struct err *err)
{
	int64_t waiting, count = 0;
	struct query q;

	*ret_left = false;
	query_open(&q, db, "SELECT EXISTS (SELECT 1 FROM search_stale)");
	if (!query_run_int(&q, &waiting, err) || waiting == 0)
		return err == NULL || err->kind == ERR_NONE;
	if (!db_begin(db, err) || !db_end(db, refresh(db, limit, &count, err), err))
		return false;
	*ret_left = count == limit;
	return true;
}

/* Bytes of other alphabets count as letters; whatever splits words does so here, too. */
static bool
is_letter(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (unsigned char)c >= 0x80;
}

const char *
search_words(const char *text, struct arena *a)
{
	struct str out = STR_INIT;
	int words = 0;

	while (text != NULL && *text != '\0' && words < WORDS_MAX) {
		size_t len = 0;
		while (*text != '\0' && !is_letter(*text))
			text++;
		while (is_letter(text[len]))
			len++;
		if (len > 0 && len <= WORD_BYTES_MAX) {
			/* The beginnings of one letter are too many: it must be a word of its own. */
			str_printf(&out, "%s\"%.*s\"%s", words > 0 ? " " : "", (int)len, text,
			    len > 1 ? "*" : "");
			words++;
		}
		text += len;
	}
	const char *found = words > 0 ? arena_strdup(a, out.text) : NULL;
	str_clear(&out);
	return found;
}

void
search_query(struct query *q, struct db *db, enum search_kind kind, const char *words,
    int64_t before_id, int64_t limit)
{
	int64_t base = ((int64_t)kind + 1) * KIND_ROOM;

	query_open(q, db, sql[kind]);
	query_bind_text(q, ":words", words);
	query_bind_int(q, ":base", base);
	query_bind_int(q, ":low", base);
	query_bind_int(q, ":high", before_id > 0 ? base + before_id : base + KIND_ROOM);
	query_bind_int(q, ":limit", limit);
}
