/* nppes_record: one row a provider. */
#include "store/nppes_record.h"

#include <string.h>

#include "base/json.h"
#include "base/banned.h"

static const char *
licenses_json(const struct mismatch_registry *said, struct arena *a)
{
	struct json *list = json_new_array();

	for (size_t i = 0; i < said->licenses; i++) {
		struct json *license = json_new_object();
		json_set_text(license, "number", said->license[i].number);
		json_set_text(license, "state", said->license[i].state);
		json_push(list, license);
	}
	const char *text = json_print_in(list, a);
	json_free(list);
	return text;
}

#define NEW_ROW "(:last_name, :first_name, :provider_type, :taxonomy_code, :state, :licenses_json," \
	" :updated_day)"

bool
nppes_record_save(struct db *db, int64_t provider_id, const struct nppes_record_row *row,
    struct err *err)
{
	const struct mismatch_registry *said = &row->said;
	struct arena a = ARENA_INIT;
	struct query q;

	query_open(&q, db, "INSERT INTO nppes_record (provider_id, last_name, first_name,"
	    " provider_type, taxonomy_code, state, licenses_json, updated_day, read_ms, read_from)"
	    " VALUES (:provider_id, :last_name, :first_name, :provider_type, :taxonomy_code, :state,"
	    " :licenses_json, :updated_day, :read_ms, :read_from) ON CONFLICT (provider_id) DO UPDATE"
	    " SET last_name = excluded.last_name, first_name = excluded.first_name,"
	    " provider_type = excluded.provider_type, taxonomy_code = excluded.taxonomy_code,"
	    " state = excluded.state, licenses_json = excluded.licenses_json,"
	    " updated_day = excluded.updated_day, read_ms = excluded.read_ms,"
	    " read_from = excluded.read_from WHERE (last_name, first_name, provider_type,"
	    " taxonomy_code, state, licenses_json, updated_day) IS NOT " NEW_ROW);
	query_bind_int(&q, ":provider_id", provider_id);
	query_bind_text(&q, ":last_name", said->last_name);
	query_bind_text(&q, ":first_name", said->first_name);
	query_bind_text(&q, ":provider_type", said->provider_type);
	query_bind_text(&q, ":taxonomy_code", said->taxonomy_code);
	query_bind_text(&q, ":state", said->state);
	query_bind_text(&q, ":licenses_json", licenses_json(said, &a));
	query_bind_day(&q, ":updated_day", row->updated_day);
	query_bind_int(&q, ":read_ms", row->read_ms);
	query_bind_text(&q, ":read_from", row->read_from);
	bool ok = query_run(&q, NULL, err);
	arena_clear(&a);
	return ok;
}

static void
read_licenses(const char *text, struct arena *a, struct mismatch_registry *said)
{
	struct mismatch_license *license;
	struct json *list;

	if (!json_parse(text, strlen(text), &list, NULL))
		return;
	said->licenses = json_count(list);
	said->license = license = arena_array(a, said->licenses, sizeof(*license));
	for (size_t i = 0; i < said->licenses; i++) {
		license[i].number = arena_strdup(a, json_get_text(json_at(list, i), "number"));
		license[i].state = arena_strdup(a, json_get_text(json_at(list, i), "state"));
	}
	json_free(list);
}

bool
nppes_record_load(struct db *db, int64_t provider_id, struct arena *a,
    struct nppes_record_row **ret_row, struct err *err)
{
	struct nppes_record_row *row = NULL;
	struct query q;

	query_open(&q, db, "SELECT last_name, first_name, provider_type, taxonomy_code, state,"
	    " licenses_json, updated_day, read_ms, read_from FROM nppes_record"
	    " WHERE provider_id = :provider_id");
	query_bind_int(&q, ":provider_id", provider_id);
	if (query_row(&q)) {
		row = arena_alloc(a, sizeof(*row));
		row->said = (struct mismatch_registry){
			.last_name = query_text(&q, 0, a), .first_name = query_text(&q, 1, a),
			.provider_type = query_text(&q, 2, a), .taxonomy_code = query_text(&q, 3, a),
			.state = query_text(&q, 4, a) };
		read_licenses(query_text(&q, 5, a), a, &row->said);
		row->updated_day = query_day(&q, 6);
		row->read_ms = query_int(&q, 7);
		row->read_from = query_text(&q, 8, a);
	}
	*ret_row = row;
	return query_close(&q, err);
}
