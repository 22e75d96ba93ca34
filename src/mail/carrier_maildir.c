/* carrier_maildir: letters into mail/sent, for those who have no server, or not yet. */
#include "mail/carrier.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/stopwatch.h"
#include "mail/maildir.h"
#include "base/banned.h"

static bool
shelf_open(void *folder, int64_t now_ms, struct err *err)
{
	(void)folder;
	(void)now_ms;
	(void)err;
	return true;
}

/* The name comes from the letter's identity: a crash cannot lay it down twice. */
static void
shelf_carry(void *folder, const struct outbox_letter *letter, const char *bytes, size_t len,
    struct post_result *ret_result)
{
	char name[128];
	struct err why = ERR_INIT;

	snprintf(name, sizeof(name), "%.80s.eml", letter->idem);
	*ret_result = (struct post_result){ .outcome = POST_SENT, .stage = "done" };
	if (maildir_put(folder, name, bytes, len, &why)) {
		snprintf(ret_result->reply, sizeof(ret_result->reply), "laid into mail/sent/new/%s", name);
	} else {
		ret_result->outcome = POST_DEFERRED;
		ret_result->stage = "data";
		snprintf(ret_result->reply, sizeof(ret_result->reply), "%.500s", why.text);
	}
}

static bool
shelf_is_open(void *folder)
{
	(void)folder;
	return true;
}

static void
shelf_rest(void *folder)
{
	(void)folder;
}

static int64_t
shelf_stopwatch_ms(void *folder)
{
	(void)folder;
	return stopwatch_ms();
}

struct carrier
carrier_maildir(const char *folder)
{
	return (struct carrier){ shelf_open, shelf_carry, shelf_is_open, shelf_rest, free,
		shelf_stopwatch_ms, false, heap_strdup(folder) };
}
