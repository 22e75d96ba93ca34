/*
 * record_notice: a change that others must hear of.  What was filled in for the first time, or is only written
 * otherwise (letter case, accents, blanks), is none; and only a payer that has the application can know it otherwise.
 */
#include "store/record_inside.h"

#include <string.h>

#include "base/str.h"
#include "store/changed.h"
#include "base/banned.h"

static const struct { const char *kind, *field, *what; } watched[] = {
	{ "provider", "last_name", "name" }, { "provider", "first_name", "name" },
	{ "location", "address", "site" }, { "location", "city", "site" }, { "location", "state", "site" },
	{ "location", "zip", "site" }, { "location", "tax_id", "tax number" },
	{ "enrollment", "location", "site" },
};

/* Rows whose payer has the application. */
#define KNOWN \
	" AND e.terminated_day IS NULL AND e.denied_day IS NULL AND e.status NOT IN ('denied', 'withdrawn', 'terminated')" \
	" AND (e.submitted_day IS NOT NULL OR e.status IN ('submitted', 'received', 'in review', 'information requested'," \
	" 'committee', 'approved', 'effective', 'loaded'))"
#define NOTE \
	" SET untold_change = CASE WHEN untold_change IS NULL THEN :what WHEN instr(untold_change, :what) > 0" \
	" THEN untold_change ELSE untold_change || ', ' || :what END, untold_day = coalesce(untold_day, :today)," \
	" modified_ms = :now_ms"

static const struct { const char *kind, *enrollments, *providers; } notes[] = {
	{ "provider",
	  "UPDATE enrollment" NOTE " WHERE enrollment_id IN (SELECT e.enrollment_id FROM enrollment e"
	  " WHERE e.provider_id = :id" KNOWN ") RETURNING enrollment_id",
	  "UPDATE provider" NOTE " WHERE provider_id = :id RETURNING provider_id" },
	{ "location",
	  "UPDATE enrollment" NOTE " WHERE enrollment_id IN (SELECT e.enrollment_id FROM enrollment e"
	  " WHERE e.location_id = :id" KNOWN ") RETURNING enrollment_id",
	  "UPDATE provider" NOTE " WHERE :what = 'site' AND status <> 'left' AND provider_id IN (SELECT e.provider_id"
	  " FROM enrollment e WHERE e.location_id = :id" KNOWN ") RETURNING provider_id" },
	{ "enrollment",
	  "UPDATE enrollment" NOTE " WHERE enrollment_id IN (SELECT e.enrollment_id FROM enrollment e"
	  " WHERE e.enrollment_id = :id" KNOWN ") RETURNING enrollment_id",
	  "UPDATE provider" NOTE " WHERE provider_id IN (SELECT e.provider_id FROM enrollment e"
	  " WHERE e.enrollment_id = :id" KNOWN ") RETURNING provider_id" },
};

static bool
run(struct record_write *w, const char *sql, const char *type, const char *what, struct err *err)
{
	struct query q;
	int64_t *ids;
	size_t count;

	query_open(&q, w->db, sql);
	query_bind_text(&q, ":what", what);
	query_bind_day(&q, ":today", w->r->today_day);
	query_bind_int(&q, ":now_ms", w->by->now_ms);
	query_bind_int(&q, ":id", w->id);
	if (!query_run_ids(&q, w->r->arena, &ids, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!changed_mark(w->db, type, ids[i], w->by->now_ms, err))
			return false;
	return true;
}

static bool
is_other(const struct record_write *w, const char *field)
{
	size_t i = record_at(w, field);

	return !text_blank(w->now[i]) && !text_blank(w->next[i]) && strcmp(record_fold(w, w->now[i]),
	    record_fold(w, w->next[i])) != 0;
}

bool
record_note_change(struct record_write *w, struct err *err)
{
	const char *kind = w->r->kind->name, *last = NULL;

	for (size_t i = 0; i < LEN(watched); i++) {
		if (strcmp(watched[i].kind, kind) != 0 || text_equal(watched[i].what, last) ||
		    !is_other(w, watched[i].field))
			continue;
		last = watched[i].what;
		for (size_t n = 0; n < LEN(notes); n++)
			if (strcmp(notes[n].kind, kind) == 0 &&
			    (!run(w, notes[n].enrollments, "enrollment", last, err) ||
			    !run(w, notes[n].providers, "provider", last, err)))
				return false;
	}
	return true;
}
