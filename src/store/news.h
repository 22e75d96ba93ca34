/*
 * news: whether what somebody looks at has changed since.  A tag stands for all of it; two that are equal say
 * that nothing did.  Counts and largest numbers only: it is asked for every open page whenever somebody wrote.
 */
#ifndef STORE_NEWS_H
#define STORE_NEWS_H

#include "db/db.h"

#define NEWS_TAG_BYTES	96	/* with NUL; digits, "-" and one "." */

/* Of the case, or of Today and the inbox together (case_id 0).  What stands before the "." is about mail. */
bool	news_tag(struct db *db, int64_t case_id, char tag[NEWS_TAG_BYTES], struct err *err);

/* Are the parts about mail equal? */
bool	news_same_mail(const char *tag, const char *other);

#endif
