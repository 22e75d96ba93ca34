/*
 * subject: what a case is about, read as facts and written by "set".
 * Which fields there are, with their types: workflow/subject.h.
 */
#ifndef STORE_SUBJECT_H
#define STORE_SUBJECT_H

#include "core/settings.h"
#include "db/db.h"
#include "workflow/subject.h"
#include "workflow/value.h"

struct subject {
	const struct subject_kind *kind;
	int64_t		 subject_id;
	int64_t		 provider_id, payer_id;		/* 0: none */
};

/* Is that record ("payer 3") there?  ERR_MISSING: no. */
bool	subject_ref_check(struct db *db, const char *ref, struct err *err);

/* Sets all facts of the kind; fields without a value are there, but absent.
 * ERR_MISSING when there is no such record. */
bool	subject_load(struct db *db, const struct subject_kind *kind, int64_t subject_id,
	    const struct settings *settings, int64_t now_ms, struct facts *facts,
	    struct subject *ret_subject, struct err *err);

/* Records of the kind behind "after" that have no open case in the workflow, in order of id. */
bool	subject_list_idle(struct db *db, const struct subject_kind *kind, const char *workflow,
	    int64_t after, int64_t limit, struct arena *a, int64_t **ret_ids, size_t *ret_count,
	    struct err *err);

/* Writes one writable field ("subject.status").  *ret_changed is false when it had that value. */
bool	subject_set(struct db *db, const struct subject_kind *kind, int64_t subject_id,
	    const char *field, struct value value, int64_t now_ms, bool *ret_changed,
	    struct err *err);

#endif
