/* expirable: rows of credential with their providers. */
#include "store/expirable.h"

#include "base/banned.h"

#define KEPT \
	"c.expires_day IS NOT NULL AND c.status <> 'retired'" \
	" AND (:type IS NULL OR c.credential_type = :type) AND (:state IS NULL OR c.state = :state)"

static void
bind_kind(struct query *q, const struct expirable_filter *f)
{
	query_bind_text(q, ":type", f->type);
	query_bind_text(q, ":state", f->state);
}

void
expirable_query_list(struct query *q, struct db *db, const struct expirable_filter *f, int64_t limit)
{
	query_open(q, db, "SELECT c.credential_id, c.provider_id, p.last_name, p.first_name,"
	    " c.credential_type, c.state AS issuing_state, c.number, c.expires_day,"
	    " c.status AS credential_status, c.verified_day, k.case_id, k.workflow, k.state,"
	    " (SELECT min(t.due_ms) FROM timer t WHERE t.case_id = k.case_id AND t.is_held = 0) AS next_ms"
	    " FROM credential c JOIN provider p ON p.provider_id = c.provider_id AND p.status <> 'left'"
	    " LEFT JOIN case_file k ON k.case_id = (SELECT max(o.case_id) FROM case_file o"
	    "  WHERE o.subject_type = 'credential' AND o.subject_id = c.credential_id"
	    "  AND o.status IN ('open', 'stuck'))"
	    " WHERE " KEPT " AND c.expires_day >= coalesce(:from_day, '')"
	    " AND c.expires_day <= coalesce(:until_day, '9999-12-31')"
	    " AND (c.expires_day, c.credential_id) > (coalesce(:after_day, ''), :after_id)"
	    " ORDER BY c.expires_day, c.credential_id LIMIT :limit");
	bind_kind(q, f);
	query_bind_day(q, ":from_day", f->from_day);
	query_bind_day(q, ":until_day", f->until_day);
	query_bind_day(q, ":after_day", f->after_day);
	query_bind_int(q, ":after_id", f->after_id);
	query_bind_int(q, ":limit", limit);
}

void
expirable_query_counts(struct query *q, struct db *db, int32_t today_day,
    const struct expirable_filter *f)
{
	query_open(q, db, "SELECT coalesce(sum(c.expires_day < :today), 0) AS past,"
	    " coalesce(sum(c.expires_day BETWEEN :today AND :in_30), 0) AS in_30,"
	    " coalesce(sum(c.expires_day BETWEEN :today AND :in_60), 0) AS in_60,"
	    " coalesce(sum(c.expires_day >= :today), 0) AS in_90"
	    " FROM credential c JOIN provider p ON p.provider_id = c.provider_id AND p.status <> 'left'"
	    " WHERE " KEPT " AND c.expires_day <= :in_90");
	bind_kind(q, f);
	query_bind_day(q, ":today", today_day);
	query_bind_day(q, ":in_30", today_day + 30);
	query_bind_day(q, ":in_60", today_day + 60);
	query_bind_day(q, ":in_90", today_day + 90);
}

void
expirable_query_months(struct query *q, struct db *db, const struct expirable_filter *f)
{
	query_open(q, db, "SELECT c.credential_type, substr(c.expires_day, 1, 7) AS month, count(*) AS count"
	    " FROM credential c JOIN provider p ON p.provider_id = c.provider_id AND p.status <> 'left'"
	    " WHERE " KEPT " AND c.expires_day BETWEEN :from_day AND :until_day"
	    " GROUP BY c.credential_type, substr(c.expires_day, 1, 7) ORDER BY 1, 2");
	bind_kind(q, f);
	query_bind_day(q, ":from_day", f->from_day);
	query_bind_day(q, ":until_day", f->until_day);
}

void
expirable_query_states(struct query *q, struct db *db)
{
	query_open(q, db, "SELECT DISTINCT state AS issuing_state FROM credential WHERE state <> ''"
	    " AND status <> 'retired' AND expires_day IS NOT NULL ORDER BY state LIMIT 100 /*scan*/");
}
