/* caqh: one row a provider; the clock of the attestation itself is the provider's record. */
#include "store/caqh.h"

#include "base/day.h"
#include "base/str.h"
#include "base/banned.h"

bool
caqh_find_provider(struct db *db, const char *caqh_id, int64_t *ret_provider_id, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT p.provider_id FROM provider p WHERE p.caqh_id = :caqh_id AND NOT EXISTS"
	    " (SELECT 1 FROM merge m WHERE m.gone_id = p.provider_id AND m.undone_ms IS NULL) /*scan*/");
	query_bind_text(&q, ":caqh_id", caqh_id);
	*ret_provider_id = query_row(&q) ? query_int(&q, 0) : 0;
	return query_close(&q, err);
}

/* Ours is older, or there is none. */
static bool
take_over_day(struct db *db, int64_t provider_id, int32_t day, const struct caqh_source *source, bool *ret_changed,
    struct err *err)
{
	struct arena a = ARENA_INIT;
	char text[DAY_TEXT_BYTES];
	enum record_outcome outcome = RECORD_UNCHANGED;
	struct record r;
	struct query q;

	query_open(&q, db, "SELECT caqh_attested_day FROM provider WHERE provider_id = :provider_id");
	query_bind_int(&q, ":provider_id", provider_id);
	int32_t ours = query_row(&q) ? query_day(&q, 0) : DAY_NONE;
	bool ok = query_close(&q, err);
	if (ok && (ours == DAY_NONE || ours < day)) {
		record_init(&r, record_kind_find("provider"), source->catalog, source->today_day, &a);
		ok = record_assign(&r, "caqh_attested_day", day_format(day, text), err) &&
		    record_set(db, &r, provider_id, &source->by, &outcome, err);
	}
	*ret_changed = outcome != RECORD_UNCHANGED;
	arena_clear(&a);
	return ok;
}

#define SAID	"caqh_id, is_found, roster_status, is_authorized, status, status_day, practice_state"

static void
bind_said(struct query *q, int64_t provider_id, const struct caqh_said *s)
{
	query_bind_int(q, ":provider_id", provider_id);
	query_bind_text(q, ":caqh_id", s->caqh_id);
	query_bind_int(q, ":is_found", s->is_found);
	query_bind_text(q, ":roster_status", text_blank(s->roster_status) ? NULL : s->roster_status);
	if (s->is_authorized < 0)
		query_bind_null(q, ":is_authorized");
	else
		query_bind_int(q, ":is_authorized", s->is_authorized);
	query_bind_text(q, ":status", text_blank(s->status) ? NULL : s->status);
	query_bind_day(q, ":status_day", s->status_day);
	query_bind_text(q, ":practice_state", text_blank(s->practice_state) ? NULL : s->practice_state);
}

bool
caqh_save(struct db *db, int64_t provider_id, const struct caqh_said *said, const struct caqh_source *source,
    enum record_outcome *ret_outcome, struct err *err)
{
	bool is_taken = false;
	struct query q;

	query_open(&q, db, "SELECT (" SAID ") IS NOT (:caqh_id, :is_found, :roster_status, :is_authorized, :status,"
	    " :status_day, :practice_state), coalesce(status_day > :status_day, 0) FROM caqh_status"
	    " WHERE provider_id = :provider_id");
	bind_said(&q, provider_id, said);
	bool is_known = query_row(&q), is_older = is_known && query_int(&q, 1) != 0;
	*ret_outcome = !is_known ? RECORD_ADDED : query_int(&q, 0) != 0 && !is_older ? RECORD_UPDATED :
	    RECORD_UNCHANGED;
	if (!query_close(&q, err))
		return false;
	if (is_older)
		return true;
	query_open(&q, db, "INSERT INTO caqh_status (provider_id, " SAID ", read_ms, read_from) VALUES (:provider_id,"
	    " :caqh_id, :is_found, :roster_status, :is_authorized, :status, :status_day, :practice_state, :now_ms,"
	    " :read_from) ON CONFLICT (provider_id) DO UPDATE SET caqh_id = excluded.caqh_id,"
	    " is_found = excluded.is_found, roster_status = excluded.roster_status,"
	    " is_authorized = excluded.is_authorized, status = excluded.status, status_day = excluded.status_day,"
	    " practice_state = excluded.practice_state, read_ms = excluded.read_ms, read_from = excluded.read_from");
	bind_said(&q, provider_id, said);
	query_bind_int(&q, ":now_ms", source->by.now_ms);
	query_bind_text(&q, ":read_from", source->read_from);
	if (!query_run(&q, NULL, err) || (caqh_is_attested(said) &&
	    !take_over_day(db, provider_id, said->status_day, source, &is_taken, err)))
		return false;
	if (is_taken && *ret_outcome == RECORD_UNCHANGED)
		*ret_outcome = RECORD_UPDATED;
	return true;
}

void
caqh_query_list(struct query *q, struct db *db, int64_t provider_id)
{
	query_open(q, db, "SELECT s.provider_id, p.npi, p.last_name, p.first_name, s.caqh_id, s.is_found,"
	    " s.roster_status, s.is_authorized, s.status, s.status_day, s.practice_state, p.caqh_attested_day,"
	    " s.read_ms, s.read_from FROM caqh_status s JOIN provider p ON p.provider_id = s.provider_id"
	    " WHERE :provider_id = 0 OR s.provider_id = :provider_id"
	    " ORDER BY s.is_found, s.status IS NOT 'Expired Attestation', s.status_day, s.provider_id /*scan*/");
	query_bind_int(q, ":provider_id", provider_id);
}

bool
caqh_list_news(struct db *db, int64_t now_ms, struct arena *a, struct caqh_news **ret_news, size_t *ret_count,
    struct err *err)
{
	struct caqh_news *news = NULL;
	size_t count = 0, size = 0;
	struct query q;

	query_open(&q, db, "SELECT c.case_id, s.status_day FROM caqh_status s"
	    " JOIN provider p ON p.provider_id = s.provider_id"
	    " JOIN case_file c ON c.subject_type = 'provider' AND c.subject_id = p.provider_id"
	    " AND c.workflow = 'caqh_attestation' AND c.status = 'open'"
	    " WHERE s.read_ms = :now_ms AND s.is_found = 1 AND s.status = 'Expired Attestation' COLLATE NOCASE"
	    " AND s.status_day IS NOT NULL AND coalesce(p.caqh_attested_day < s.status_day, 1)"
	    " AND c.state NOT IN ('lapsed', 'ended') /*scan*/");
	query_bind_int(&q, ":now_ms", now_ms);
	while (query_row(&q)) {
		news = arena_grow(a, news, count, &size, sizeof(*news));
		news[count++] = (struct caqh_news){ query_int(&q, 0), query_day(&q, 1) };
	}
	*ret_news = news;
	*ret_count = count;
	return query_close(&q, err);
}
