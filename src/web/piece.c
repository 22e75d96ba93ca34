/*
 * piece: a folder for each unfinished file, in it a sealed file for each piece, named by its place.  What is on the disk
 * is the truth: the table beside it is read from there when the server starts.
 */
#include "web/piece.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/seal.h"
#include "store/folder.h"
#include "web/upload.h"
#include "base/banned.h"

#define PARTS_MAX	64		/* unfinished ones of everybody */
#define KEY_BYTES	65
#define KEPT_MS		MS_PER_DAY	/* since its last piece */
#define QUIET_MS	(10 * MS_PER_MINUTE)	/* may give way to another one then */
#define PURPOSE		"piece"
#define SEALED_MAX	(PIECE_BYTES_MAX + 4096)

struct part {
	char			*path;		/* its folder; NULL: the place is free */
	char			 id[HASH_ID_BYTES];	/* of its key */
	int64_t			 owner, bytes, at, touched_ms;
};

struct pieces { char *data, *folder; struct part part[PARTS_MAX]; };

/* "000000040000-200000": from where on, and how long. */
static const char *
piece_name(int64_t at, int64_t len, struct arena *a)
{
	return arena_printf(a, "%012" PRId64 "-%" PRId64, at, len);
}

static bool
piece_read_name(const char *name, int64_t *ret_at, int64_t *ret_len)
{
	const char *dash = strchr(name, '-');
	char at[24];

	if (dash == NULL || (size_t)(dash - name) >= sizeof(at))
		return false;
	memcpy(at, name, (size_t)(dash - name));
	at[dash - name] = '\0';
	return int_parse(at, ret_at) && int_parse(dash + 1, ret_len);
}

/* Nothing of it is left. */
static void
drop(struct part *p)
{
	struct arena a = ARENA_INIT;
	size_t count;
	char **names;

	if (p->path != NULL && folder_list(p->path, &a, &names, &count, NULL)) {
		for (size_t i = 0; i < count; i++)
			unlink(path_join(&a, p->path, names[i]));
		rmdir(p->path);
	}
	free(p->path);
	*p = (struct part){ .path = NULL };
	arena_clear(&a);
}

/* How far it is: as long as each piece begins where the last one ends. */
static int64_t
length_of(const char *path, struct arena *a)
{
	int64_t end = 0, at, len;
	size_t count;
	char **names;

	if (!folder_list(path, a, &names, &count, NULL))
		return 0;
	for (size_t i = 0; i < count && piece_read_name(names[i], &at, &len) && at == end; i++)
		end += len;
	return end;
}

/* "OWNER.BYTES.ID", as take() named it. */
static bool
read_part(const char *folder, const char *name, int64_t shift_ms, struct arena *a, struct part *p)
{
	const char *dot = strchr(name, '.'), *second = dot != NULL ? strchr(dot + 1, '.') : NULL;
	const char *path = path_join(a, folder, name);
	struct stat st;

	if (second == NULL || strlen(second + 1) != sizeof(p->id) - 1 || stat(path, &st) != 0 ||
	    !int_parse(arena_strndup(a, name, (size_t)(dot - name)), &p->owner) ||
	    !int_parse(arena_strndup(a, dot + 1, (size_t)(second - dot - 1)), &p->bytes))
		return false;
	memcpy(p->id, second + 1, sizeof(p->id));
	p->touched_ms = (int64_t)st.st_mtime * 1000 + shift_ms;
	p->at = length_of(path, a);
	p->path = heap_strdup(path);
	return true;
}

struct pieces *
pieces_new(const char *folder, int64_t shift_ms)
{
	struct pieces *pieces = heap_alloc(sizeof(*pieces));
	struct arena a = ARENA_INIT;
	size_t count = 0, parts = 0;
	char **names;

	pieces->data = heap_strdup(folder);
	pieces->folder = heap_strdup(folder_path(&a, folder, "documents/.parts"));
	if (folder_exists(pieces->folder) && folder_list(pieces->folder, &a, &names, &count, NULL))
		for (size_t i = 0; i < count && parts < PARTS_MAX; i++)
			parts += read_part(pieces->folder, names[i], shift_ms, &a, &pieces->part[parts]);
	arena_clear(&a);
	return pieces;
}

void
pieces_free(struct pieces *pieces)
{
	if (pieces == NULL)
		return;
	for (size_t i = 0; i < PARTS_MAX; i++)
		free(pieces->part[i].path);
	free(pieces->folder);
	free(pieces->data);
	free(pieces);
}

static struct part *
find(const struct pieces *pieces, int64_t owner, const char *key)
{
	char id[HASH_ID_BYTES];

	hash_id(key, strlen(key), id);
	for (size_t i = 0; i < PARTS_MAX; i++) {
		const struct part *p = &pieces->part[i];
		if (p->path != NULL && p->owner == owner && strcmp(p->id, id) == 0)
			return (struct part *)(uintptr_t)p;
	}
	return NULL;
}

int64_t
pieces_at(const struct pieces *pieces, int64_t owner, const char *key)
{
	const struct part *p = find(pieces, owner, key);

	return p != NULL ? p->at : 0;
}

/* A free place; or that of the one that was left longest ago. */
static bool
make_room(struct pieces *pieces, int64_t owner, int64_t now_ms, struct part **ret_part, struct err *err)
{
	struct part *oldest = &pieces->part[0];
	size_t own = 0;

	for (size_t i = 0; i < PARTS_MAX; i++) {
		struct part *p = &pieces->part[i];
		if (p->path != NULL && now_ms - p->touched_ms >= KEPT_MS)
			drop(p);
		own += p->path != NULL && p->owner == owner;
		if (oldest->path != NULL && (p->path == NULL || p->touched_ms < oldest->touched_ms))
			oldest = p;
	}
	if (own >= UPLOAD_FILES_MAX || (oldest->path != NULL && now_ms - oldest->touched_ms < QUIET_MS))
		return fail(err, ERR_BUSY, "too many files are on their way. Send them again in a few minutes");
	drop(oldest);
	*ret_part = oldest;
	return true;
}

struct said { const char *key, *name; int64_t bytes, at; };

static bool
read_form(const struct request *r, struct said *ret, struct err *err)
{
	const char *size = pairs_get(&r->form, "size"), *at = pairs_get(&r->form, "at");

	ret->key = pairs_get(&r->form, "key");
	ret->name = pairs_get(&r->form, "name");
	if (text_blank(ret->key) || strlen(ret->key) >= KEY_BYTES || ret->name == NULL || size == NULL || at == NULL ||
	    !int_parse(size, &ret->bytes) || !int_parse(at, &ret->at) || ret->at < 0 || ret->bytes <= 0 ||
	    r->body.len == 0 || ret->at > ret->bytes - (int64_t)r->body.len)
		return fail(err, ERR_INPUT, "this piece of a file is not complete");
	int64_t bytes_max = r->web->settings->documents.bytes_max;
	return ret->bytes <= bytes_max || fail(err, ERR_INPUT, "the file is larger than %lld bytes", (long long)bytes_max);
}

/* The sealed piece, on the disk before we say that it is here. */
static bool
add(struct part *p, const struct request *r, const struct seal_key *key, struct err *err)
{
	struct str sealed = STR_INIT;

	seal(key, r->body.text, r->body.len, &sealed);
	bool ok = file_write(path_join(r->a, p->path, piece_name(p->at, (int64_t)r->body.len, r->a)), sealed.text, sealed.len,
	    0600, err);
	str_clear(&sealed);
	if (ok) {
		p->at += (int64_t)r->body.len;
		p->touched_ms = r->now_ms;
	}
	return ok;
}

static bool
copy_piece(const char *path, const struct seal_key *key, struct document_writer *w, struct err *err)
{
	struct str sealed = STR_INIT, clear = STR_INIT;

	bool ok = file_read(path, SEALED_MAX, &sealed, err) && (seal_open(key, sealed.text, sealed.len, &clear) ||
	    fail(err, ERR_CONFLICT, "what arrived of this file is damaged: send it once more")) &&
	    document_writer_add(w, clear.text, clear.len, err);
	str_clear(&sealed);
	str_clear(&clear);
	return ok;
}

/* All pieces in a row. */
static bool
finish(const struct pieces *pieces, const struct part *p, const struct seal_key *key, int64_t bytes_max, struct arena *a,
    struct document_file *ret_file, struct err *err)
{
	struct document_writer *w;
	size_t count;
	char **names;

	if (!folder_list(p->path, a, &names, &count, err) || !document_writer_open(pieces->data, bytes_max, &w, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!copy_piece(path_join(a, p->path, names[i]), key, w, err)) {
			document_writer_drop(w);
			return false;
		}
	return document_writer_end(w, ret_file, err);
}

static bool
begin(struct pieces *pieces, const struct request *r, int64_t owner, const struct said *said, struct part **ret, struct err *err)
{
	struct part *p = NULL;
	char id[HASH_ID_BYTES];

	if (!make_room(pieces, owner, r->now_ms, &p, err) || !folder_make(folder_path(r->a, pieces->data, "documents"), 0700, err) ||
	    !folder_make(pieces->folder, 0700, err))
		return false;
	hash_id(said->key, strlen(said->key), id);
	const char *path = path_join(r->a, pieces->folder, arena_printf(r->a, "%" PRId64 ".%" PRId64 ".%s", owner, said->bytes, id));
	if (!folder_make(path, 0700, err))
		return false;
	*p = (struct part){ .path = heap_strdup(path), .owner = owner, .bytes = said->bytes, .touched_ms = r->now_ms };
	memcpy(p->id, id, sizeof(p->id));
	*ret = p;
	return true;
}

static bool
take(struct pieces *pieces, struct request *r, struct part *p, const struct seal_key *key, struct piece_answer *ret,
    struct err *err)
{
	struct err why = ERR_INIT;

	if (!add(p, r, key, err))
		return false;
	ret->at = p->at;
	ret->is_done = p->at == p->bytes;
	if (!ret->is_done)
		return true;
	bool ok = finish(pieces, p, key, r->web->settings->documents.bytes_max, r->a, &ret->file, &why);
	drop(p);
	if (!ok && why.kind == ERR_CONFLICT)	/* they begin anew */
		*ret = (struct piece_answer){ .at = 0 };
	else if (!ok)
		return fail(err, why.kind, "%s", why.text);
	return true;
}

bool
pieces_take(struct pieces *pieces, struct request *r, int64_t owner, struct piece_answer *ret, struct err *err)
{
	struct seal_key key;
	struct said said;

	if (!read_form(r, &said, err))
		return false;
	struct part *p = find(pieces, owner, said.key);
	if (p == NULL && said.at == 0 && !begin(pieces, r, owner, &said, &p, err))
		return false;
	*ret = (struct piece_answer){ .at = p != NULL ? p->at : 0, .name = upload_clean_name(said.name, r->a) };
	if (p == NULL || p->at != said.at || p->bytes != said.bytes)
		return true;
	ret->is_taken = true;
	if (!folder_seal_key(pieces->data, PURPOSE, &key, err))
		return false;
	bool ok = take(pieces, r, p, &key, ret, err);
	seal_key_clear(&key);
	return ok;
}
