/* source: a file of a registry, told apart by its first byte: an answer of an API (JSON), or rows (CSV). */
#ifndef REGISTRY_SOURCE_H
#define REGISTRY_SOURCE_H

#include "base/csv.h"
#include "base/hash.h"
#include "store/import.h"

/* How either form is taken; of a failure, *ret_line and *ret_column say where (0: unknown). */
struct registry_forms {
	bool	(*take_csv)(void *context, struct csv *csv, int *ret_line, int *ret_column, struct err *err);
	bool	(*take_json)(void *context, const char *bytes, size_t len, int *ret_line, int *ret_column,
		    struct err *err);
	void	*context;
};

/* Gives the whole file to one of them; sha256: of all its bytes.  ERR_INPUT: JSON of more than 64 MB, too. */
bool	registry_source_take(csv_read_fn read, void *context, const struct registry_forms *forms,
	    char sha256[HASH_TEXT_BYTES], int *ret_line, int *ret_column, struct err *err);

/* Ends the import; the file as a whole is the evidence: which one, when, whether anybody of ours was in it. */
bool	registry_source_keep(struct import *in, const char *registry, bool any_of_ours, const char *sha256,
	    struct err *err);

#endif
