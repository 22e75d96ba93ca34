/* export_mask: the versions of workflows as they were published, parsed when the first row needs them. */
#include "store/export_mask.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "store/definition.h"
#include "workflow/personal.h"
#include "base/banned.h"

struct version {
	int64_t			 definition_id;
	const struct definition	*definition;	/* NULL: it cannot be read any more */
};

struct export_mask {
	struct db	*db;
	struct arena	 arena;
	struct version	*version;
	size_t		 versions, size;
};

struct export_mask *
export_mask_new(struct db *db)
{
	struct export_mask *m = heap_alloc(sizeof(*m));

	*m = (struct export_mask){ .db = db, .arena = ARENA_INIT };
	return m;
}

void
export_mask_free(struct export_mask *m)
{
	if (m == NULL)
		return;
	arena_clear(&m->arena);
	free(m);
}

static bool
read_version(struct export_mask *m, int64_t definition_id, const struct definition **ret_definition, struct err *err)
{
	struct published row;
	struct problems problems;

	problems_init(&problems, &m->arena);
	if (!definition_load(m->db, definition_id, &m->arena, &row, err))
		return false;
	*ret_definition = definition_parse(row.file, row.source, strlen(row.source), row.asset, row.assets, &m->arena,
	    &problems);
	return true;
}

static bool
find_version(struct export_mask *m, int64_t definition_id, const struct definition **ret_definition, struct err *err)
{
	size_t i = 0;

	while (i < m->versions && m->version[i].definition_id != definition_id)
		i++;
	if (i == m->versions) {
		m->version = arena_grow(&m->arena, m->version, m->versions, &m->size, sizeof(*m->version));
		m->version[i].definition_id = definition_id;
		if (!read_version(m, definition_id, &m->version[i].definition, err))
			return false;
		m->versions++;
	}
	*ret_definition = m->version[i].definition;
	return true;
}

bool
export_mask_row(struct export_mask *m, struct json *row, struct err *err)
{
	const struct definition *d;
	int64_t definition_id = json_get_int(row, EXPORT_MASK_COLUMN, 0);

	if (definition_id == 0)
		return true;
	if (!find_version(m, definition_id, &d, err))
		return false;
	personal_mask(d, json_get(row, "vars"));
	personal_mask(d, json_get(row, "payload"));
	personal_mask_changes(d, json_get(row, "changes"));
	return true;
}
