/*
 * definitions: each published definition is parsed once and kept; a version never changes, so what
 * is kept never grows stale.
 */
#include "engine/inside.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

struct kept {
	int64_t			 definition_id;
	struct arena		 arena;
	struct published	 row;
	const struct definition	*definition;
};

struct engine_definitions { struct kept **kept; size_t count, size; };

bool
engine_open(struct engine *e, struct db *db, const struct settings *settings, struct err *err)
{
	(void)err;
	*e = (struct engine){ .db = db, .settings = settings,
	    .definitions = heap_alloc(sizeof(struct engine_definitions)) };
	return true;
}

void
engine_close(struct engine *e)
{
	if (e->definitions == NULL)
		return;
	for (size_t i = 0; i < e->definitions->count; i++) {
		arena_clear(&e->definitions->kept[i]->arena);
		free(e->definitions->kept[i]);
	}
	free(e->definitions->kept);
	free(e->definitions);
	*e = (struct engine){ .db = NULL };
}

static struct kept *
find(const struct engine *e, int64_t definition_id)
{
	for (size_t i = 0; i < e->definitions->count; i++)
		if (e->definitions->kept[i]->definition_id == definition_id)
			return e->definitions->kept[i];
	return NULL;
}

static bool
parse(struct kept *kept, struct err *err)
{
	const struct published *row = &kept->row;
	struct problems problems;

	problems_init(&problems, &kept->arena);
	kept->definition = definition_parse(row->file, row->source, strlen(row->source), row->asset,
	    row->assets, &kept->arena, &problems);
	if (kept->definition != NULL)
		return true;
	return fail(err, ERR_INPUT, "the published workflow \"%s\" version %lld cannot be read any "
	    "more: %s", row->name, (long long)row->version,
	    problems.count > 0 ? problems.item[0].text : "unknown mistake");
}

static void
keep(struct engine_definitions *all, struct kept *kept)
{
	if (all->count == all->size) {
		all->size = all->size ? all->size * 2 : 8;
		all->kept = heap_resize(all->kept, all->size, sizeof(struct kept *));
	}
	all->kept[all->count++] = kept;
}

bool
definitions_find(struct engine *e, int64_t definition_id, const struct definition **ret_definition,
    struct err *err)
{
	struct kept *kept = find(e, definition_id);

	if (kept == NULL) {
		kept = heap_alloc(sizeof(*kept));
		kept->definition_id = definition_id;
		if (!definition_load(e->db, definition_id, &kept->arena, &kept->row, err) ||
		    !parse(kept, err)) {
			arena_clear(&kept->arena);
			free(kept);
			return false;
		}
		keep(e->definitions, kept);
	}
	*ret_definition = kept->definition;
	return true;
}

const struct published *
definitions_row(const struct engine *e, int64_t definition_id)
{
	return &find(e, definition_id)->row;
}

bool
engine_definition(struct engine *e, int64_t definition_id, const struct definition **ret_definition,
    struct err *err)
{
	return definitions_find(e, definition_id, ret_definition, err);
}

bool
engine_publication(struct engine *e, const char *name, int64_t version, struct arena *a,
    struct publication *ret_publication, struct err *err)
{
	struct publication found;
	int64_t id;

	if (!(version == 0 ? definition_find_current(e->db, name, &id, err) :
	    definition_find_version(e->db, name, version, &id, err)) ||
	    !definition_load(e->db, id, a, &found.row, err) || !engine_definition(e, id, &found.definition, err))
		return false;
	*ret_publication = found;
	return true;
}
