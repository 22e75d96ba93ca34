/*
 * list_filter: what a list is to be narrowed to, in the words of people: "--state Illinois" of a command and
 * "?state=IL" of the API are read here, once.  A word that nothing can have is refused (ERR_INPUT): an empty list
 * would read as if all were well.
 */
#ifndef STORE_LIST_FILTER_H
#define STORE_LIST_FILTER_H

#include "core/settings.h"
#include "store/audit.h"
#include "store/case_file.h"
#include "store/deadline.h"
#include "store/lookup.h"
#include "store/message.h"
#include "store/record_list.h"
#include "store/task.h"

/* Where the words come from. */
struct wishes {
	const char	*(*get)(const void *context, const char *name);	/* NULL: not given */
	const void	*context;
	const char	*mark;			/* before a name in messages: "--", "" */
	struct db	*db;
	const struct settings *settings;
	int64_t		 now_ms;
	struct arena	*a;			/* the filter's texts live here */
};

/* One of them by itself: NULL, false, DAY_NONE or 0 where it was not given. */
const char *wish_get(const struct wishes *w, const char *name);
bool	wish_flag(const struct wishes *w, const char *name);
bool	wish_day(const struct wishes *w, const char *name, int32_t *ret_day, struct err *err);
bool	wish_id(const struct wishes *w, const char *name, lookup_fn *look, int64_t *ret_id, struct err *err);

/* The names that narrow the lists of a noun ("case", "task", "deadline", "mail", "request", "audit", or of record_query_list()), blanks
 * between; a flag ends with "!".  NULL: there is no such noun. */
const char *list_filter_names(const char *noun);

bool	list_filter_record(const struct wishes *w, const char *kind, struct record_filter *ret_filter, struct err *err);
bool	list_filter_case(const struct wishes *w, struct case_filter *ret_filter, struct err *err);
bool	list_filter_task(const struct wishes *w, struct task_filter *ret_filter, struct err *err);
bool	list_filter_deadline(const struct wishes *w, struct deadline_filter *ret_filter, struct err *err);
bool	list_filter_mail(const struct wishes *w, struct message_filter *ret_filter, struct err *err);
bool	list_filter_audit(const struct wishes *w, struct audit_filter *ret_filter, struct err *err);

/* "since" and "until", a day of which counts whole; INSTANT_NONE: open. */
bool	list_filter_period(const struct wishes *w, int64_t *ret_since_ms, int64_t *ret_until_ms, struct err *err);

#endif
