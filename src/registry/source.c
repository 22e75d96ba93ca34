/* source: a few bytes are read ahead, and given out again. */
#include "registry/source.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "store/registry_lookup.h"
#include "base/banned.h"

#define PIECE_BYTES	65536
#define JSON_BYTES_MAX	((size_t)64 << 20)	/* of one document, which has to lie in memory */

struct source {
	csv_read_fn	 read;
	void		*context;
	struct hasher	*hasher;
	char		 first[4096];	/* the bytes that were looked at, then the rest */
	size_t		 at, len;
};

static bool
read_hashed(struct source *s, char *bytes, size_t size, size_t *ret_len, struct err *err)
{
	if (!s->read(s->context, bytes, size, ret_len, err))
		return false;
	hasher_add(s->hasher, bytes, *ret_len);
	return true;
}

static bool
is_json(const struct source *s)
{
	size_t i = utf8_mark_bytes(s->first, s->len);

	while (i < s->len && strchr(" \t\r\n", s->first[i]) != NULL && s->first[i] != '\0')
		i++;
	return i < s->len && (s->first[i] == '{' || s->first[i] == '[');
}

/* All bytes from the first on. */
static bool
read_on(void *context, char *bytes, size_t size, size_t *ret_len, struct err *err)
{
	struct source *s = context;

	if (s->at == s->len)
		return read_hashed(s, bytes, size, ret_len, err);
	*ret_len = s->len - s->at < size ? s->len - s->at : size;
	memcpy(bytes, s->first + s->at, *ret_len);
	s->at += *ret_len;
	return true;
}

static bool
read_all(struct source *s, struct str *out, struct err *err)
{
	char *bytes = heap_alloc(PIECE_BYTES);
	size_t len = 0;
	bool ok;

	while ((ok = read_on(s, bytes, PIECE_BYTES, &len, err)) && len > 0) {
		str_add_bytes(out, bytes, len);
		if (out->len > JSON_BYTES_MAX) {
			ok = fail(err, ERR_INPUT, "the answer is larger than %zu MB. Ask the registry for "
			    "fewer records at once", JSON_BYTES_MAX >> 20);
			break;
		}
	}
	free(bytes);
	return ok;
}

static bool
take(struct source *s, const struct registry_forms *forms, int *ret_line, int *ret_column, struct err *err)
{
	struct str bytes = STR_INIT;
	bool ok;

	if (!read_hashed(s, s->first, sizeof(s->first), &s->len, err))
		return false;
	if (is_json(s)) {
		ok = read_all(s, &bytes, err) &&
		    forms->take_json(forms->context, bytes.text, bytes.len, ret_line, ret_column, err);
	} else {
		struct csv *csv = csv_new(read_on, s);
		ok = forms->take_csv(forms->context, csv, ret_line, ret_column, err);
		csv_free(csv);
	}
	str_clear(&bytes);
	return ok;
}

bool
registry_source_take(csv_read_fn read, void *context, const struct registry_forms *forms,
    char sha256[HASH_TEXT_BYTES], int *ret_line, int *ret_column, struct err *err)
{
	struct source s = { .read = read, .context = context, .hasher = hasher_new() };

	*ret_line = *ret_column = 0;
	bool ok = take(&s, forms, ret_line, ret_column, err);
	hasher_end(s.hasher, sha256);
	return ok;
}

bool
registry_source_keep(struct import *in, const char *registry, bool any_of_ours, const char *sha256, struct err *err)
{
	struct registry_lookup lookup = { .registry = registry, .asked_for = in->file, .at_ms = in->by.now_ms,
	    .actor = in->by.actor, .result = any_of_ours ? "found" : "none", .sha256 = sha256 };

	return import_finish(in, err) && db_begin(in->db, err) &&
	    db_end(in->db, registry_lookup_add(in->db, &lookup, err), err);
}
