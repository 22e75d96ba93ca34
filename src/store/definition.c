/*
 * definition: rows of definition, asset and definition_asset.  What must not be broken: the text of
 * a version never changes once a case may have begun with it.
 */
#include "store/definition.h"

#include <inttypes.h>
#include <string.h>

#include "base/hash.h"
#include "store/changed.h"
#include "base/banned.h"

static void
published_hash(const struct published *p, char text[HASH_TEXT_BYTES])
{
	struct str s = STR_INIT;

	str_add_bytes(&s, p->source, strlen(p->source) + 1);
	for (size_t i = 0; i < p->assets; i++) {
		str_add_bytes(&s, p->asset[i].name, strlen(p->asset[i].name) + 1);
		str_add_bytes(&s, p->asset[i].body, strlen(p->asset[i].body) + 1);
	}
	hash_text(s.text, s.len, text);
	str_clear(&s);
}

/* What is published of this name: the row of this version, and the highest version. */
struct standing { int64_t same_id, same_current, highest; char sha256[HASH_TEXT_BYTES]; };

static bool
load_standing(struct db *db, const struct published *p, struct standing *s, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct query q;

	*s = (struct standing){ .same_id = 0 };
	query_open(&q, db, "SELECT definition_id, version, is_current, sha256 FROM definition"
	    " WHERE name = :name ORDER BY version");
	query_bind_text(&q, ":name", p->name);
	while (query_row(&q)) {
		s->highest = query_int(&q, 1);
		if (s->highest != p->version)
			continue;
		s->same_id = query_int(&q, 0);
		s->same_current = query_int(&q, 2);
		memcpy(s->sha256, query_text(&q, 3, &a), HASH_TEXT_BYTES);
	}
	arena_clear(&a);
	return query_close(&q, err);
}

static bool
add_asset(struct db *db, int64_t definition_id, const struct definition_asset *asset,
    struct err *err)
{
	char sha256[HASH_TEXT_BYTES];
	struct query q;

	hash_text(asset->body, strlen(asset->body), sha256);
	query_open(&q, db, "INSERT INTO asset (sha256, kind, name, body)"
	    " VALUES (:sha256, :kind, :name, :body) ON CONFLICT (sha256) DO NOTHING");
	query_bind_text(&q, ":sha256", sha256);
	query_bind_text(&q, ":kind", text_ends(asset->name, ".yaml") ? "calendar" : "letter");
	query_bind_text(&q, ":name", asset->name);
	query_bind_text(&q, ":body", asset->body);
	if (!query_run(&q, NULL, err))
		return false;
	query_open(&q, db, "INSERT INTO definition_asset (definition_id, name, sha256)"
	    " VALUES (:definition_id, :name, :sha256)");
	query_bind_int(&q, ":definition_id", definition_id);
	query_bind_text(&q, ":name", asset->name);
	query_bind_text(&q, ":sha256", sha256);
	return query_run(&q, NULL, err);
}

static bool
add_version(struct db *db, const struct published *p, const char *sha256, int64_t now_ms,
    int64_t *ret_definition_id, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE definition SET is_current = 0"
	    " WHERE name = :name AND is_current = 1");
	query_bind_text(&q, ":name", p->name);
	if (!query_run(&q, NULL, err))
		return false;
	query_open(&q, db, "INSERT INTO definition (name, version, sha256, file, source, is_current,"
	    " published_ms, published_by) VALUES (:name, :version, :sha256, :file, :source, 1,"
	    " :now_ms, :published_by) RETURNING definition_id");
	query_bind_text(&q, ":name", p->name);
	query_bind_int(&q, ":version", p->version);
	query_bind_text(&q, ":sha256", sha256);
	query_bind_text(&q, ":file", p->file);
	query_bind_text(&q, ":source", p->source);
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_text(&q, ":published_by", p->published_by);
	if (!query_run_int(&q, ret_definition_id, err))
		return false;
	for (size_t i = 0; i < p->assets; i++)
		if (!add_asset(db, *ret_definition_id, &p->asset[i], err))
			return false;
	return changed_mark_all(db, p->subject_type, now_ms, err);
}

bool
definition_publish(struct db *db, const struct published *p, int64_t now_ms,
    int64_t *ret_definition_id, bool *ret_new, struct err *err)
{
	char sha256[HASH_TEXT_BYTES];
	struct standing standing;

	published_hash(p, sha256);
	if (!load_standing(db, p, &standing, err))
		return false;
	if (standing.same_id != 0 && strcmp(standing.sha256, sha256) != 0)
		return fail(err, ERR_CONFLICT, "%s: version %lld of \"%s\" is published already with "
		    "other words. Give the changed file a higher version", p->file,
		    (long long)p->version, p->name);
	if (standing.same_id != 0 && standing.same_current) {
		*ret_definition_id = standing.same_id;
		*ret_new = false;
		return true;
	}
	if (p->version <= standing.highest)
		return fail(err, ERR_CONFLICT, "%s: version %lld of \"%s\" is older than the published "
		    "version %lld", p->file, (long long)p->version, p->name,
		    (long long)standing.highest);
	*ret_new = true;
	return add_version(db, p, sha256, now_ms, ret_definition_id, err);
}

static bool
load_assets(struct db *db, struct arena *a, struct published *p, struct err *err)
{
	struct definition_asset *assets = NULL;
	size_t size = 0;
	struct query q;

	p->assets = 0;
	query_open(&q, db, "SELECT d.name, s.body FROM definition_asset d"
	    " JOIN asset s ON s.sha256 = d.sha256 WHERE d.definition_id = :definition_id"
	    " ORDER BY d.name");
	query_bind_int(&q, ":definition_id", p->definition_id);
	while (query_row(&q)) {
		assets = arena_grow(a, assets, p->assets, &size, sizeof(*assets));
		assets[p->assets++] = (struct definition_asset){ .name = query_text(&q, 0, a),
		    .body = query_text(&q, 1, a) };
	}
	p->asset = assets;
	return query_close(&q, err);
}

bool
definition_load(struct db *db, int64_t definition_id, struct arena *a,
    struct published *ret_published, struct err *err)
{
	struct published p = { .definition_id = definition_id };
	struct query q;

	query_open(&q, db, "SELECT name, version, file, source, is_current, published_ms,"
	    " published_by, sha256 FROM definition WHERE definition_id = :definition_id");
	query_bind_int(&q, ":definition_id", definition_id);
	bool found = query_row(&q);
	if (found) {
		p.name = query_text(&q, 0, a);
		p.version = query_int(&q, 1);
		p.file = query_text(&q, 2, a);
		p.source = query_text(&q, 3, a);
		p.is_current = query_int(&q, 4);
		p.published_ms = query_int(&q, 5);
		p.published_by = query_text(&q, 6, a);
		p.sha256 = query_text(&q, 7, a);
	}
	if (!query_close(&q, err) || (found && !load_assets(db, a, &p, err)))
		return false;
	if (!found)
		return fail(err, ERR_MISSING, "there is no definition %lld",
		    (long long)definition_id);
	*ret_published = p;
	return true;
}

bool
definition_find_current(struct db *db, const char *name, int64_t *ret_definition_id,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT definition_id FROM definition WHERE name = :name"
	    " AND is_current = 1");
	query_bind_text(&q, ":name", name);
	int64_t id = query_row(&q) ? query_int(&q, 0) : 0;
	if (!query_close(&q, err))
		return false;
	if (id == 0)
		return fail(err, ERR_MISSING, "there is no workflow \"%s\"", name);
	*ret_definition_id = id;
	return true;
}

bool
definition_find_version(struct db *db, const char *name, int64_t version,
    int64_t *ret_definition_id, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT definition_id FROM definition WHERE name = :name"
	    " AND version = :version");
	query_bind_text(&q, ":name", name);
	query_bind_int(&q, ":version", version);
	int64_t id = query_row(&q) ? query_int(&q, 0) : 0;
	if (!query_close(&q, err))
		return false;
	if (id == 0)
		return fail(err, ERR_MISSING, "there is no version %" PRId64 " of the workflow \"%s\"",
		    version, name);
	*ret_definition_id = id;
	return true;
}

bool
definition_list_current(struct db *db, struct arena *a, int64_t **ret_ids, size_t *ret_count,
    struct err *err)
{
	int64_t *ids = NULL;
	size_t count = 0, size = 0;
	struct query q;

	query_open(&q, db, "SELECT definition_id FROM definition WHERE is_current = 1 ORDER BY name");
	while (query_row(&q)) {
		ids = arena_grow(a, ids, count, &size, sizeof(*ids));
		ids[count++] = query_int(&q, 0);
	}
	*ret_ids = ids;
	*ret_count = count;
	return query_close(&q, err);
}

void
definition_query_list(struct query *q, struct db *db)
{
	query_open(q, db, "SELECT d.name, d.version, d.is_current, d.file, d.published_ms,"
	    " d.published_by, d.definition_id, (SELECT count(*) FROM case_file c"
	    " WHERE c.definition_id = d.definition_id AND c.status IN ('open', 'stuck'))"
	    " AS open_cases FROM definition d ORDER BY d.name, d.version /*scan*/");
}
