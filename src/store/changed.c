/* changed: one row a record, however often it changed since the last look. */
#include "store/changed.h"

#include "base/str.h"
#include "base/banned.h"

bool
changed_mark(struct db *db, const char *subject_type, int64_t subject_id, int64_t now_ms,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO changed (subject_type, subject_id, at_ms)"
	    " VALUES (:subject_type, :subject_id, :at_ms)"
	    " ON CONFLICT (subject_type, subject_id) DO NOTHING");
	query_bind_text(&q, ":subject_type", subject_type);
	query_bind_int(&q, ":subject_id", subject_id);
	query_bind_int(&q, ":at_ms", now_ms);
	return query_run(&q, NULL, err);
}

bool
changed_mark_all(struct db *db, const char *subject_type, int64_t now_ms, struct err *err)
{
	static const struct { const char *type, *sql; } all[] = {
		{ "provider", "INSERT INTO changed (subject_type, subject_id, at_ms)"
		    " SELECT 'provider', provider_id, :at_ms FROM provider WHERE true"
		    " ON CONFLICT (subject_type, subject_id) DO NOTHING" },
		{ "credential", "INSERT INTO changed (subject_type, subject_id, at_ms)"
		    " SELECT 'credential', credential_id, :at_ms FROM credential WHERE true"
		    " ON CONFLICT (subject_type, subject_id) DO NOTHING" },
		{ "enrollment", "INSERT INTO changed (subject_type, subject_id, at_ms)"
		    " SELECT 'enrollment', enrollment_id, :at_ms FROM enrollment WHERE true"
		    " ON CONFLICT (subject_type, subject_id) DO NOTHING" },
		{ "agreement", "INSERT INTO changed (subject_type, subject_id, at_ms)"
		    " SELECT 'agreement', agreement_id, :at_ms FROM agreement WHERE true"
		    " ON CONFLICT (subject_type, subject_id) DO NOTHING" },
		{ "duty", "INSERT INTO changed (subject_type, subject_id, at_ms)"
		    " SELECT 'duty', duty_id, :at_ms FROM duty WHERE true"
		    " ON CONFLICT (subject_type, subject_id) DO NOTHING" },
	};

	for (size_t i = 0; i < LEN(all); i++)
		if (text_equal(all[i].type, subject_type)) {
			struct query q;
			query_open(&q, db, all[i].sql);
			query_bind_int(&q, ":at_ms", now_ms);
			return query_run(&q, NULL, err);
		}
	return fail(err, ERR_INPUT, "there is no subject \"%s\"", subject_type);
}

bool
changed_mark_of_provider(struct db *db, int64_t provider_id, int64_t now_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO changed (subject_type, subject_id, at_ms)"
	    " SELECT 'credential', credential_id, :at_ms FROM credential"
	    " WHERE provider_id = :provider_id UNION ALL"
	    " SELECT 'enrollment', enrollment_id, :at_ms FROM enrollment"
	    " WHERE provider_id = :provider_id"
	    " ON CONFLICT (subject_type, subject_id) DO NOTHING");
	query_bind_int(&q, ":provider_id", provider_id);
	query_bind_int(&q, ":at_ms", now_ms);
	return query_run(&q, NULL, err);
}

bool
changed_mark_of_payer(struct db *db, int64_t payer_id, int64_t now_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO changed (subject_type, subject_id, at_ms)"
	    " SELECT 'enrollment', enrollment_id, :at_ms FROM enrollment"
	    " WHERE payer_id = :payer_id"
	    " ON CONFLICT (subject_type, subject_id) DO NOTHING");
	query_bind_int(&q, ":payer_id", payer_id);
	query_bind_int(&q, ":at_ms", now_ms);
	return query_run(&q, NULL, err);
}

bool
changed_mark_of_location(struct db *db, int64_t location_id, int64_t now_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO changed (subject_type, subject_id, at_ms)"
	    " SELECT 'enrollment', enrollment_id, :at_ms FROM enrollment"
	    " WHERE location_id = :location_id"
	    " ON CONFLICT (subject_type, subject_id) DO NOTHING");
	query_bind_int(&q, ":location_id", location_id);
	query_bind_int(&q, ":at_ms", now_ms);
	return query_run(&q, NULL, err);
}

bool
changed_mark_credentials(struct db *db, int64_t enrollment_id, int64_t now_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO changed (subject_type, subject_id, at_ms)"
	    " SELECT 'credential', c.credential_id, :at_ms FROM enrollment e"
	    " JOIN credential c ON c.provider_id = e.provider_id"
	    " WHERE e.enrollment_id = :enrollment_id"
	    " ON CONFLICT (subject_type, subject_id) DO NOTHING");
	query_bind_int(&q, ":enrollment_id", enrollment_id);
	query_bind_int(&q, ":at_ms", now_ms);
	return query_run(&q, NULL, err);
}

bool
changed_list(struct db *db, int64_t limit, struct arena *a, struct changed **ret_items,
    size_t *ret_count, struct err *err)
{
	struct changed *items = arena_array(a, (size_t)limit, sizeof(*items));
	size_t count = 0;
	struct query q;

	query_open(&q, db, "SELECT changed_id, subject_id, subject_type, at_ms FROM changed"
	    " ORDER BY changed_id LIMIT :limit");
	query_bind_int(&q, ":limit", limit);
	while (query_row(&q))
		items[count++] = (struct changed){
			.changed_id = query_int(&q, 0),
			.subject_id = query_int(&q, 1),
			.subject_type = query_text(&q, 2, a),
			.at_ms = query_int(&q, 3),
		};
	*ret_items = items;
	*ret_count = count;
	return query_close(&q, err);
}

bool
changed_remove(struct db *db, int64_t changed_id, struct err *err)
{
	struct query q;

	query_open(&q, db, "DELETE FROM changed WHERE changed_id = :changed_id");
	query_bind_int(&q, ":changed_id", changed_id);
	return query_run(&q, NULL, err);
}
