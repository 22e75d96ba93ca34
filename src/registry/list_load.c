/* list_load: see list_load.h. */
#include "registry/list_load.h"

#include <string.h>

#include "base/file.h"
#include "base/file_reader.h"
#include "base/str.h"
#include "registry/exclusion.h"
#include "base/banned.h"

#define LEFT_OUT_MAX	1000		/* that are told one by one */

/* One list on its way in. */
struct job {
	const struct list_wish	*wish;
	struct list_loaded	*loaded;
	struct arena		*a;
	struct file_reader	 source;
	struct screening_load	 load;
};

static bool
take_row(void *context, const struct exclusion_row *row, struct err *err)
{
	struct job *job = context;

	return screening_load_row(&job->load, &row->listed, row->line, row->key, row->json, err);
}

static bool
take_malformed(void *context, int line, const char *why, struct err *err)
{
	struct job *job = context;

	if (job->loaded->malformed++ < LEFT_OUT_MAX)
		problems_add(&job->loaded->left_out, job->wish->name, line, 1, PROBLEM_WARNING, "left out: %s", why);
	return screening_load_malformed(&job->load, line, why, err);
}

/* The day of the list: as given, as its name says, else that of the file, never in the future. */
static bool
find_day(const struct job *job, struct screening_file *file, struct err *err)
{
	const struct list_wish *wish = job->wish;
	int32_t today = zone_day(wish->settings->zone, wish->now_ms);

	file->list_day = wish->list_day;
	if (file->list_day != DAY_NONE && file->list_day > today)
		return fail(err, ERR_INPUT, "the day of the list lies in the future");
	if (file->list_day == DAY_NONE)
		file->list_day = exclusion_day_of_name(path_name(wish->name));
	if (file->list_day == DAY_NONE)
		file->list_day = wish->server_day;
	file->is_day_given = file->list_day != DAY_NONE;
	if (file->list_day == DAY_NONE)
		file->list_day = zone_day(wish->settings->zone, job->source.modified_ms);
	if (file->list_day > today)
		file->list_day = today;
	return true;
}

static bool
take_file(struct job *job, const struct list_map *map, struct err *err)
{
	const struct exclusion_sink sink = { take_row, take_malformed, job };
	struct screening_file *file = &job->loaded->file;
	struct exclusion_counts counts;
	int line;

	if (!screening_load_begin(&job->load, err))
		return false;
	if (!exclusion_read(map, file_reader_read, &job->source, zone_day(job->wish->settings->zone,
	    job->wish->now_ms), &sink, &counts, &line, err))
		return line > 0 ? fail_in(err, "%s:%d", job->wish->name, line) : fail_in(err, "%s", job->wish->name);
	file->bytes = counts.bytes;
	file->rows = counts.rows;
	file->malformed = counts.malformed;
	file->reinstated = counts.reinstated;
	file->sha256 = arena_strdup(job->a, counts.sha256);
	return screening_load_finish(&job->load, file, &job->loaded->outcome, err) ||
	    fail_in(err, "%s is not taken", job->wish->name);
}

bool
list_load(const struct list_wish *wish, struct arena *a, struct problems *problems, struct list_loaded *ret,
    struct err *err)
{
	struct job job = { .wish = wish, .loaded = ret, .a = a };
	const struct list_map *map = exclusion_map(wish->list, wish->folder, a, problems, err);

	*ret = (struct list_loaded){ .file = { .may_shrink = wish->may_shrink } };
	problems_init(&ret->left_out, a);
	if (map == NULL)
		return false;
	ret->list = map->list;
	ret->is_supplement = map == leie_map() && leie_is_supplement(path_name(wish->name));
	job.load = (struct screening_load){ .db = wish->db, .list = map->list, .file = path_name(wish->name),
	    .by = wish->actor, .now_ms = wish->now_ms };
	if (!file_reader_open_table(&job.source, wish->path, err))
		return false;
	bool ok = find_day(&job, &ret->file, err);
	if (ok && !take_file(&job, map, err)) {
		screening_load_discard(&job.load);
		ok = false;
	}
	file_reader_close(&job.source);
	return ok;
}

struct json *
list_load_json(const struct list_loaded *loaded)
{
	static const char *const words[] = { [LIST_LOADED] = "loaded", [LIST_REPLACED] = "replaced",
		[LIST_UNCHANGED] = "unchanged" };
	struct json *json = json_new_object(), *left_out = json_new_array();
	char day[DAY_TEXT_BYTES];

	json_set_text(json, "name", loaded->list);
	json_set_text(json, "date", day_format(loaded->file.list_day, day));
	json_set_int(json, "rows", loaded->file.rows);
	json_set_int(json, "malformed", loaded->file.malformed);
	json_set_int(json, "reinstated", loaded->file.reinstated);
	json_set_text(json, "sha256", loaded->file.sha256);
	json_set_text(json, "outcome", words[loaded->outcome]);
	for (size_t i = 0; i < loaded->left_out.count; i++) {
		struct json *one = json_new_object();
		json_set_int(one, "line", loaded->left_out.item[i].line);
		json_set_text(one, "message", loaded->left_out.item[i].text);
		json_push(left_out, one);
	}
	json_set(json, "problems", left_out);
	return json;
}
