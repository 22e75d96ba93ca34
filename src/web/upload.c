/* upload: one writer for each file; the first thing that goes wrong ends them all. */
#include "web/upload.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/banned.h"

#define FILES_AT_ONCE	4	/* of the largest size, in one form */
#define NAME_BYTES_MAX	200

struct upload {
	const char		*folder;
	int64_t			 bytes_max;
	struct arena		 a;
	struct document_writer	*writer[UPLOAD_FILES_MAX];
	struct uploaded		 done[UPLOAD_FILES_MAX];
	size_t			 count;
	struct err		 why;
};

int64_t
upload_bytes_max(const struct settings *settings)
{
	return FILES_AT_ONCE * settings->documents.bytes_max;
}

struct upload *
upload_new(const struct request *r)
{
	struct upload *u = heap_alloc(sizeof(*u));

	u->folder = r->web->folder;
	u->bytes_max = r->web->settings->documents.bytes_max;
	return u;
}

void
upload_free(struct upload *u)
{
	for (size_t i = 0; u != NULL && i < u->count; i++)
		document_writer_drop(u->writer[i]);
	if (u != NULL)
		arena_clear(&u->a);
	free(u);
}

const char *
upload_clean_name(const char *name, struct arena *a)
{
	const char *slash = strrchr(name, '/'), *back = strrchr(name, '\\');
	struct str out = STR_INIT;

	name = slash != NULL && slash > back ? slash + 1 : back != NULL ? back + 1 : name;
	if (!utf8_valid(name, strlen(name)) || strlen(name) > NAME_BYTES_MAX)
		return "file";
	str_add_terminal(&out, name);
	const char *kept = text_blank(out.text) ? "file" : arena_strdup(a, out.text);
	str_clear(&out);
	return kept;
}

static bool
begin(struct upload *u, const char *name)
{
	if (u->count == UPLOAD_FILES_MAX)
		return fail(&u->why, ERR_INPUT, "at most %d files can be sent at once", UPLOAD_FILES_MAX);
	if (!document_writer_open(u->folder, u->bytes_max, &u->writer[u->count], &u->why))
		return false;
	u->done[u->count++].name = upload_clean_name(name, &u->a);
	return true;
}

void
upload_add(struct upload *u, const char *name, const void *bytes, size_t len, bool is_start)
{
	if (u->why.kind != ERR_NONE || (is_start && len == 0) || (is_start && !begin(u, name)) || u->count == 0)
		return;
	struct document_writer *w = u->writer[u->count - 1];
	if (!document_writer_add(w, bytes, len, &u->why))
		fail_in(&u->why, "%s", u->done[u->count - 1].name);
}

bool
upload_keep(struct upload *u, const struct uploaded **ret_files, size_t *ret_count, struct err *err)
{
	struct document_file files[UPLOAD_FILES_MAX];

	if (u->why.kind == ERR_NONE && u->count == 0)
		fail(&u->why, ERR_INPUT, "no file was chosen");
	for (size_t i = 0; u->why.kind == ERR_NONE && i < u->count; i++) {
		document_writer_end(u->writer[i], &files[i], &u->why);
		u->writer[i] = NULL;		/* it is freed either way */
		u->done[i].file = files[i];
	}
	if (u->why.kind != ERR_NONE || !document_files_sync(u->folder, files, u->count, &u->why)) {
		*err = u->why;
		return false;
	}
	*ret_files = u->done;
	*ret_count = u->count;
	return true;
}
