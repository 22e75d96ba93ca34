/* workflow_text: see workflow_text.h. */
#include "web/workflow_text.h"

#include <string.h>

#include "base/file.h"
#include "store/audit.h"
#include "base/banned.h"

const char *
workflow_text_path(const struct request *r, const struct published *workflow)
{
	return path_join(r->a, path_join(r->a, r->web->folder, "workflows"), path_name(workflow->file));
}

bool
workflow_text_load(const struct request *r, const char *path, size_t bytes_max, const char *otherwise,
    const char **ret_text, struct err *err)
{
	struct str text = STR_INIT;

	*ret_text = otherwise;
	if (!file_exists(path))
		return true;
	bool ok = file_read(path, bytes_max, &text, err);
	if (ok)
		*ret_text = arena_strdup(r->a, text.text);
	str_clear(&text);
	return ok;
}

bool
workflow_text_publish(struct request *r, struct publication *publication, const char *path,
    const char *detail, struct err *err)
{
	const struct published *row = &publication->row;
	struct db *db = r->web->writer.db;
	size_t is_new;

	return db_begin(db, err) && db_end(db,
	    publication_save(db, publication, 1, r->actor, r->now_ms, &is_new, err) &&
	    audit_add(db, r->actor, "workflow publish", arena_printf(r->a, "workflow %s version %lld", row->name,
	    (long long)row->version), detail, r->now_ms, err) &&
	    file_write(path, row->source, strlen(row->source), 0644, err), err);
}
