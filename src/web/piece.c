/* piece: a small table of open writers. */
#include "web/piece.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web/upload.h"
#include "base/banned.h"

#define PARTS_MAX	64		/* unfinished ones of everybody */
#define KEY_BYTES	65
#define KEPT_MS		MS_PER_DAY	/* since its last piece */
#define QUIET_MS	(10 * MS_PER_MINUTE)	/* may give way to another one then */

struct part {
	char			 key[KEY_BYTES];
	int64_t			 owner, bytes, at, touched_ms;
	struct document_writer	*writer;	/* NULL: the place is free */
};

struct pieces { struct part part[PARTS_MAX]; };

struct pieces *
pieces_new(void)
{
	return heap_alloc(sizeof(struct pieces));
}

static void
drop(struct part *p)
{
	document_writer_drop(p->writer);
	*p = (struct part){ .writer = NULL };
}

void
pieces_free(struct pieces *pieces)
{
	for (size_t i = 0; pieces != NULL && i < PARTS_MAX; i++)
		drop(&pieces->part[i]);
	free(pieces);
}

static struct part *
find(const struct pieces *pieces, int64_t owner, const char *key)
{
	for (size_t i = 0; i < PARTS_MAX; i++) {
		const struct part *p = &pieces->part[i];
		if (p->writer != NULL && p->owner == owner && strcmp(p->key, key) == 0)
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
		if (p->writer != NULL && now_ms - p->touched_ms >= KEPT_MS)
			drop(p);
		own += p->writer != NULL && p->owner == owner;
		if (oldest->writer != NULL && (p->writer == NULL || p->touched_ms < oldest->touched_ms))
			oldest = p;
	}
	if (own >= UPLOAD_FILES_MAX || (oldest->writer != NULL && now_ms - oldest->touched_ms < QUIET_MS))
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

static bool
add(struct part *p, const struct request *r, bool *ret_done, struct document_file *ret_file, struct err *err)
{
	bool ok = document_writer_add(p->writer, r->body.text, r->body.len, err);

	if (ok) {
		p->at += (int64_t)r->body.len;
		p->touched_ms = r->now_ms;
		*ret_done = p->at == p->bytes;
	}
	if (ok && *ret_done) {
		ok = document_writer_end(p->writer, ret_file, err);
		p->writer = NULL;		/* it is freed either way */
	}
	if (!ok)
		drop(p);
	return ok;
}

bool
pieces_take(struct pieces *pieces, struct request *r, int64_t owner, struct piece_answer *ret, struct err *err)
{
	struct said said;

	if (!read_form(r, &said, err))
		return false;
	struct part *p = find(pieces, owner, said.key);
	if (p == NULL && said.at == 0) {
		if (!make_room(pieces, owner, r->now_ms, &p, err) || !document_writer_open(r->web->folder,
		    r->web->settings->documents.bytes_max, &p->writer, err))
			return false;
		p->owner = owner;
		p->bytes = said.bytes;
		p->touched_ms = r->now_ms;
		snprintf(p->key, sizeof(p->key), "%s", said.key);
	}
	*ret = (struct piece_answer){ .at = p != NULL ? p->at : 0, .name = upload_clean_name(said.name, r->a) };
	if (p == NULL || p->at != said.at || p->bytes != said.bytes)
		return true;
	ret->is_taken = true;
	ret->at = said.at + (int64_t)r->body.len;
	return add(p, r, &ret->is_done, &ret->file, err);
}
