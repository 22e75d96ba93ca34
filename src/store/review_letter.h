/* review_letter: the weekly review by mail, on Monday, to whom credence.yaml names under "review". */
#ifndef STORE_REVIEW_LETTER_H
#define STORE_REVIEW_LETTER_H

#include "core/settings.h"
#include "db/db.h"

/*
 * Once a week, from Monday on at the time of the settings: keeps the figures of the week, and puts a letter to each
 * address into the outbox.  A week that passed without the program running has none.  Costs one look-up where
 * nothing is due, and none where nobody is named.  For the edges, after each tick of the engine.
 */
bool	review_tick(struct db *db, const struct settings *settings, int64_t now_ms,
	    int64_t *ret_letters, struct err *err);

/* The review in words, for a letter or a terminal; in "a". */
const char *review_words(const struct json *review, const char *org_name, const char *url,
	    struct arena *a);

#endif
