/* source: a few bytes are read ahead, and given out again. */
#include "registry/source.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "base/banned.h"

#define PIECE_BYTES	65536

bool
registry_source_begin(struct registry_source *s, csv_read_fn read, void *context, struct err *err)
{
	s->read = read;
	s->context = context;
	s->at = 0;
	return read(context, s->first, sizeof(s->first), &s->len, err);
}

bool
registry_source_is_json(const struct registry_source *s)
{
	size_t i = utf8_mark_bytes(s->first, s->len);

	while (i < s->len && strchr(" \t\r\n", s->first[i]) != NULL && s->first[i] != '\0')
		i++;
	return i < s->len && (s->first[i] == '{' || s->first[i] == '[');
}

bool
registry_source_read(void *source, char *bytes, size_t size, size_t *ret_len, struct err *err)
{
	struct registry_source *s = source;

	if (s->at == s->len)
		return s->read(s->context, bytes, size, ret_len, err);
	*ret_len = s->len - s->at < size ? s->len - s->at : size;
	memcpy(bytes, s->first + s->at, *ret_len);
	s->at += *ret_len;
	return true;
}

bool
registry_source_read_all(struct registry_source *s, size_t bytes_max, struct str *out,
    struct err *err)
{
	char *bytes = heap_alloc(PIECE_BYTES);
	size_t len = 0;
	bool ok;

	while ((ok = registry_source_read(s, bytes, PIECE_BYTES, &len, err)) && len > 0) {
		str_add_bytes(out, bytes, len);
		if (out->len > bytes_max) {
			ok = fail(err, ERR_INPUT, "the answer is larger than %zu MB. Ask the registry for "
			    "fewer records at once", bytes_max >> 20);
			break;
		}
	}
	free(bytes);
	return ok;
}
