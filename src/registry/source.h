/* source: a file of a registry, told apart by its first byte: an answer of an API (JSON), or rows (CSV). */
#ifndef REGISTRY_SOURCE_H
#define REGISTRY_SOURCE_H

#include "base/csv.h"
#include "base/str.h"

struct registry_source {
	csv_read_fn	 read;
	void		*context;
	char		 first[4096];	/* the bytes that were looked at, then the rest */
	size_t		 at, len;
};

/* Looks at the first bytes. */
bool	registry_source_begin(struct registry_source *s, csv_read_fn read, void *context,
	    struct err *err);
bool	registry_source_is_json(const struct registry_source *s);

/* All bytes from the first on; of the type csv_read_fn. */
bool	registry_source_read(void *source, char *bytes, size_t size, size_t *ret_len, struct err *err);

/* The whole of it, appended.  ERR_INPUT: more than bytes_max. */
bool	registry_source_read_all(struct registry_source *s, size_t bytes_max, struct str *out,
	    struct err *err);

#endif
