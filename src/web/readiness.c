/* readiness: scopes with what is open, then what two places say otherwise. */
#include "web/readiness.h"

#include "store/readiness.h"
#include "web/words.h"
#include "base/banned.h"

/* A mistake in a catalog must not take the page away. */
static struct json *
broken(struct json *readiness)
{
	json_set_bool(readiness, "is_broken", true);
	return readiness;
}

static void
add_words(struct request *r, struct json *readiness)
{
	struct json *open = json_get(readiness, "open");
	size_t scopes = json_count(json_get(readiness, "scopes"));

	for (size_t i = 0; i < json_count(open); i++) {
		struct json *row = json_at(open, i);
		json_set_text(row, "label", words_title(json_get_text(row, "label"), r->a));
		if (scopes > 1 && (size_t)json_get_int(row, "scopes", 0) == scopes)
			json_set_text(row, "payers", "all");
	}
	json_set_bool(readiness, "has_open", json_count(open) > 0);
	json_set_bool(readiness, "has_mismatches", json_count(json_get(readiness, "mismatches")) > 0);
}

bool
readiness_asked(struct request *r, struct requirements *ret_requirements, struct err *err)
{
	struct err why = ERR_INIT;
	struct problems problems;

	problems_init(&problems, r->a);
	return readiness_requirements(r->web->folder, r->web->settings->catalog, r->a, ret_requirements, &problems, &why) ||
	    fail(err, ERR_CONFLICT, "what is asked for is not known: catalogs/requirements.yaml has mistakes. "
	    "\"credence check\" says which");
}

bool
readiness_of(struct request *r, const struct readiness_ask *ask, struct json **ret_report, struct err *err)
{
	struct requirements requirements;

	return readiness_asked(r, &requirements, err) && readiness_report(r->web->db, r->web->settings, &requirements, ask, ret_report, err);
}

bool
readiness_add(struct request *r, struct json *data, int64_t provider_id, struct err *err)
{
	const struct readiness_ask ask = { .provider_id = provider_id, .on_day = DAY_NONE,
	    .today_day = r->today_day };
	struct err why = ERR_INIT;
	struct json *readiness;

	if (!readiness_of(r, &ask, &readiness, &why)) {
		if (why.kind != ERR_CONFLICT)
			return fail(err, why.kind, "%s", why.text);
		readiness = broken(json_new_object());
	} else
		add_words(r, readiness);
	json_set(data, "readiness", readiness);
	return true;
}
