/* imap_sent: the folder of sent mail: where it is, what is in it, one more. */
#include <string.h>
#include <time.h>

#include "base/str.h"
#include "mail/imap_inside.h"
#include "base/banned.h"

#define BYTES_PER_MS	32		/* of a message; slower than that is no connection */

/* What programs call it where the server does not say (RFC 6154). */
static const char *const usual[] = {
	"Sent", "Sent Items", "Sent Messages", "Sent Mail", "INBOX.Sent", "INBOX/Sent", "INBOX.Sent Items",
	"[Gmail]/Sent Mail",
};

static bool
is_for_sent(const struct mailimap_mailbox_list *box)
{
	clist *flags = box->mb_flag != NULL ? box->mb_flag->mbf_oflags : NULL;

	for (clistiter *i = flags != NULL ? clist_begin(flags) : NULL; i != NULL; i = clist_next(i)) {
		const struct mailimap_mbx_list_oflag *flag = clist_content(i);
		if (flag->of_type == MAILIMAP_MBX_LIST_OFLAG_FLAG_EXT &&
		    text_equal_nocase(flag->of_flag_ext, "Sent"))
			return true;
	}
	return false;
}

/* The one that says so; else the first of the usual names. */
static const char *
choose(clist *list, struct arena *a)
{
	const char *found = NULL;
	size_t rank = LEN(usual);

	for (clistiter *i = clist_begin(list); i != NULL; i = clist_next(i)) {
		const struct mailimap_mailbox_list *box = clist_content(i);
		if (box->mb_name == NULL || !imap_is_plain(box->mb_name))
			continue;
		if (is_for_sent(box))
			return arena_strdup(a, box->mb_name);
		for (size_t j = 0; j < rank; j++)
			if (text_equal_nocase(box->mb_name, usual[j])) {
				found = arena_strdup(a, box->mb_name);
				rank = j;
			}
	}
	return found;
}

bool
imap_find_sent(struct imap *imap, struct arena *a, const char **ret_folder, struct err *err)
{
	clist *list = NULL;

	imap_limit(imap, IMAP_LIST_BYTES);
	int code = mailimap_list(imap->session, "", "*", &list);
	if (code != MAILIMAP_NO_ERROR)
		return imap_refuse(imap, code, ERR_INPUT, " to list its folders", err);
	*ret_folder = list != NULL ? choose(list, a) : NULL;
	if (list != NULL)
		mailimap_list_result_free(list);
	return true;
}

static struct mailimap_search_key *
header_is(const char *header, const char *text)
{
	return mailimap_search_key_new_header(heap_strdup(header), heap_strdup(text));
}

/* A server that gives a letter another id keeps ours beside it. */
bool
imap_has_message(struct imap *imap, const char *message_id, bool *ret_has, struct err *err)
{
	struct mailimap_search_key *key = mailimap_search_key_new_or(header_is("Message-ID", message_id),
	    header_is("X-Microsoft-Original-Message-ID", message_id));
	clist *list = NULL;

	imap_limit(imap, IMAP_LIST_BYTES);
	int code = mailimap_uid_search(imap->session, NULL, key, &list);
	mailimap_search_key_free(key);
	if (code != MAILIMAP_NO_ERROR)
		return imap_refuse(imap, code, ERR_INPUT, " to search", err);
	*ret_has = list != NULL && clist_count(list) > 0;
	if (list != NULL)
		mailimap_search_result_free(list);
	return true;
}

bool
imap_append(struct imap *imap, const char *folder, const char *bytes, size_t len, int64_t at_ms,
    struct err *err)
{
	time_t at = (time_t)(at_ms / MS_PER_SECOND);
	struct tm tm;

	gmtime_r(&at, &tm);
	struct mailimap_date_time *date = mailimap_date_time_new(tm.tm_mday, tm.tm_mon + 1,
	    tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec, 0);
	struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
	if (date == NULL || flags == NULL)
		BUG("no memory for a command");
	mailimap_flag_list_add(flags, mailimap_flag_new_seen());
	stream_limit(imap->stream, imap->timeout_ms + (int64_t)(len / BYTES_PER_MS), IMAP_ANSWER_BYTES);
	int code = mailimap_append(imap->session, folder, flags, date, bytes, len);
	mailimap_flag_list_free(flags);
	mailimap_date_time_free(date);
	return code == MAILIMAP_NO_ERROR || imap_refuse(imap, code, ERR_INPUT, " the copy of a letter",
	    err);
}
