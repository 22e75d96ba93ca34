/*
 * imap: a session: greeting, EXAMINE, UID SEARCH, UID FETCH.
 * What the server sends is bounded in bytes and time before each command; answers are told apart by
 * their UID, never by their order.  No argument of ours holds a control byte.
 */
#include "mail/imap.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/zone.h"
#include "mail/imap_inside.h"
#include "base/banned.h"

#define MESSAGE_BYTES	4096		/* around each message */
#define BYTES_PER_MS	32		/* of messages; slower than that is no connection */
#define QUIT_MS		2000

/* In the library, but not in its headers. */
int	mailimap_capability_send(mailstream *stream);
int	mailimap_crlf_send(mailstream *stream);

void
imap_limit(struct imap *imap, size_t bytes)
{
	stream_limit(imap->stream, imap->timeout_ms, bytes);
}

/* After these nothing that comes can be understood any more. */
static bool
is_fatal(int code)
{
	return code == MAILIMAP_ERROR_STREAM || code == MAILIMAP_ERROR_PARSE ||
	    code == MAILIMAP_ERROR_FATAL || code == MAILIMAP_ERROR_PROTOCOL ||
	    code == MAILIMAP_ERROR_MEMORY || code == MAILIMAP_ERROR_BAD_STATE ||
	    code == MAILIMAP_ERROR_NEEDS_MORE_DATA;
}

bool
imap_refuse(struct imap *imap, int code, enum err_kind kind, const char *what, struct err *err)
{
	const char *said = imap->session->imap_response;
	const char *reason = stream_reason(imap->stream);

	if (reason[0] != '\0' || is_fatal(code)) {
		imap->is_open = false;
		return fail(err, ERR_SYSTEM, "%s %s%s", imap->name, reason[0] != '\0' ? reason :
		    "gave an answer that cannot be understood", what);
	}
	return fail(err, kind, "%s refuses%s: %s", imap->name, what, said != NULL ? said : "");
}

bool
imap_is_plain(const char *text)
{
	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || (unsigned char)*p >= 0x7f)
			return false;
	return true;
}

/* The library's own falls over an answer without the list, and its mailimap_custom_command() writes a blank
 * behind the command, which Cyrus refuses. */
static int
ask_capabilities(mailimap *session)
{
	struct mailimap_response *answer = NULL;
	int code = mailimap_send_current_tag(session);

	if (code == MAILIMAP_NO_ERROR)
		code = mailimap_capability_send(session->imap_stream);
	if (code == MAILIMAP_NO_ERROR)
		code = mailimap_crlf_send(session->imap_stream);
	if (code == MAILIMAP_NO_ERROR && (mailstream_flush(session->imap_stream) != 0 ||
	    mailimap_read_line(session) == NULL))
		code = MAILIMAP_ERROR_STREAM;
	if (code == MAILIMAP_NO_ERROR)
		code = mailimap_parse_response(session, &answer);
	if (code != MAILIMAP_NO_ERROR)
		return code;
	const struct mailimap_response_done *done = answer->rsp_resp_done;
	bool ok = done->rsp_type == MAILIMAP_RESP_DONE_TYPE_TAGGED &&
	    done->rsp_data.rsp_tagged->rsp_cond_state->rsp_type == MAILIMAP_RESP_COND_STATE_OK;
	mailimap_response_free(answer);
	return ok ? MAILIMAP_NO_ERROR : MAILIMAP_ERROR_CAPABILITY;
}

/* What the server can do.  A list that it does not give must not be asked for. */
bool
imap_ask_capabilities(struct imap *imap, struct err *err)
{
	imap_limit(imap, IMAP_ANSWER_BYTES);
	int code = ask_capabilities(imap->session);
	if (code != MAILIMAP_NO_ERROR)
		return imap_refuse(imap, code, ERR_SYSTEM, " to the question what it can do", err);
	const struct mailimap_connection_info *info = imap->session->imap_connection_info;
	if (info == NULL || info->imap_capability == NULL || info->imap_capability->cap_list == NULL)
		return fail(err, ERR_SYSTEM, "%s does not say what it can do", imap->name);
	return true;
}

static bool
begin(struct imap *imap, const struct settings *settings, const char *folder, const char *token,
    struct err *err)
{
	imap_limit(imap, IMAP_ANSWER_BYTES);
	int code = mailimap_connect(imap->session, stream_give(imap->stream));
	if (code != MAILIMAP_NO_ERROR_AUTHENTICATED && code != MAILIMAP_NO_ERROR_NON_AUTHENTICATED)
		return imap_refuse(imap, code, ERR_SYSTEM, " to talk", err);
	bool is_trusted = code == MAILIMAP_NO_ERROR_AUTHENTICATED;
	if (!imap_secure(imap, is_trusted, err) || (!is_trusted && !imap_authenticate(imap, settings, folder, token,
	    err)))
		return false;
	imap->can_idle = mailimap_has_idle(imap->session);
	return true;
}

static bool
folders_are_plain(const struct settings *settings, struct err *err)
{
	const struct setting_texts *more = &settings->mail.more_folders;
	const char *folder = settings->mail.folder, *handled = settings->mail.handled_folder;

	for (size_t i = 0; i < more->count && imap_is_plain(folder); i++)
		folder = more->item[i];
	if (imap_is_plain(folder) && handled != NULL)
		folder = handled;
	return imap_is_plain(folder) || fail(err, ERR_INPUT, "the folder \"%s\" has to be written as the "
	    "server spells it: in ASCII (modified UTF-7)", folder);
}

bool
imap_open(const struct settings *settings, const char *folder, const char *token, int cancel_fd,
    struct imap **ret_imap, struct err *err)
{
	const struct mail_server *server = &settings->mail.imap;
	const struct stream_wish wish = { server, folder,
	    settings->mail.timeout_seconds * MS_PER_SECOND, cancel_fd };
	struct stream *stream;

	if (!folders_are_plain(settings, err) || !stream_open(&wish, &stream, err))
		return false;
	struct imap *imap = heap_alloc(sizeof(*imap));
	*imap = (struct imap){ .stream = stream, .is_open = true, .timeout_ms = wish.timeout_ms };
	imap->name = arena_printf(&imap->arena, "%s port %d", server->host, server->port);
	imap->session = mailimap_new(0, NULL);
	if (imap->session == NULL)
		BUG("no memory for a session");
	if (!begin(imap, settings, folder, token, err)) {
		imap->is_open = false;
		imap_close(imap);
		return false;
	}
	*ret_imap = imap;
	return true;
}

void
imap_close(struct imap *imap)
{
	if (imap == NULL)
		return;
	if (imap->is_open) {
		stream_limit(imap->stream, QUIT_MS, IMAP_ANSWER_BYTES);
		mailimap_logout(imap->session);		/* closes the stream, too */
	} else if (imap->session->imap_stream != NULL) {
		mailstream_close(imap->session->imap_stream);
		imap->session->imap_stream = NULL;
	}
	mailimap_free(imap->session);
	arena_clear(&imap->arena);
	free(imap);
}

bool
imap_is_open(const struct imap *imap)
{
	return imap->is_open;
}

bool
imap_can_idle(const struct imap *imap)
{
	return imap->can_idle;
}

bool
imap_examine(struct imap *imap, const char *mailbox, int64_t *ret_uidvalidity,
    int64_t *ret_uidnext, struct err *err)
{
	imap_limit(imap, IMAP_ANSWER_BYTES);
	int code = mailimap_examine(imap->session, mailbox);
	if (code != MAILIMAP_NO_ERROR)
		return imap_refuse(imap, code, ERR_INPUT, " to open the mailbox", err);
	const struct mailimap_selection_info *info = imap->session->imap_selection_info;
	if (info == NULL || info->sel_uidvalidity == 0)
		return fail(err, ERR_SYSTEM, "%s does not number the messages of \"%s\" for good (UIDVALIDITY)",
		    imap->name, mailbox);
	*ret_uidvalidity = info->sel_uidvalidity;
	*ret_uidnext = info->sel_uidnext;
	return true;
}

static int
ascending(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* The answer may hold the last message of the mailbox though it lies before "first". */
static void
take_uids(clist *list, int64_t first, struct arena *a, int64_t **ret_uids, size_t *ret_count)
{
	int64_t *uids = arena_array(a, (size_t)clist_count(list) + 1, sizeof(*uids));
	size_t count = 0, kept = 0;

	for (clistiter *i = clist_begin(list); i != NULL; i = clist_next(i)) {
		uint32_t *uid = clist_content(i);
		if (*uid >= first)
			uids[count++] = *uid;
	}
	qsort(uids, count, sizeof(*uids), ascending);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || uids[kept - 1] != uids[i])
			uids[kept++] = uids[i];
	*ret_uids = uids;
	*ret_count = kept;
}

bool
imap_search(struct imap *imap, int64_t first, int64_t last, struct arena *a, int64_t **ret_uids,
    size_t *ret_count, struct err *err)
{
	struct mailimap_search_key *key = mailimap_search_key_new_uid(
	    mailimap_set_new_interval((uint32_t)first, (uint32_t)last));
	clist *list = NULL;

	imap_limit(imap, IMAP_LIST_BYTES);
	int code = mailimap_uid_search(imap->session, NULL, key, &list);
	mailimap_search_key_free(key);
	if (code != MAILIMAP_NO_ERROR)
		return imap_refuse(imap, code, ERR_SYSTEM, " to search", err);
	*ret_count = 0;
	if (list == NULL)
		return true;
	take_uids(list, first, a, ret_uids, ret_count);
	mailimap_search_result_free(list);
	return true;
}

struct mailimap_set *
imap_set_of(const int64_t *uids, size_t count)
{
	struct mailimap_set *set = mailimap_set_new_empty();

	for (size_t i = 0; set != NULL && i < count; ) {
		size_t end = i + 1;
		while (end < count && uids[end] == uids[end - 1] + 1)
			end++;
		mailimap_set_add_interval(set, (uint32_t)uids[i], (uint32_t)uids[end - 1]);
		i = end;
	}
	return set;
}

static void
take_static(const struct mailimap_msg_att_static *att, struct imap_message *m)
{
	if (att->att_type == MAILIMAP_MSG_ATT_UID) {
		m->uid = att->att_data.att_uid;
	} else if (att->att_type == MAILIMAP_MSG_ATT_RFC822_SIZE) {
		m->bytes = att->att_data.att_rfc822_size;
	} else if (att->att_type == MAILIMAP_MSG_ATT_BODY_SECTION) {
		const struct mailimap_msg_att_body_section *s = att->att_data.att_body_section;
		m->text = s->sec_body_part;
		m->len = s->sec_body_part != NULL ? s->sec_length : 0;
	}
}

/* What was asked for, each UID once; other things that the server says are left out. */
static void
take_messages_of(struct imap_batch *batch, const int64_t *uids, size_t count)
{
	clist *list = batch->list;

	batch->message = arena_array(&batch->arena, (size_t)clist_count(list) + 1,
	    sizeof(*batch->message));
	for (clistiter *i = clist_begin(list); i != NULL; i = clist_next(i)) {
		const struct mailimap_msg_att *att = clist_content(i);
		struct imap_message m = { .bytes = -1 };
		for (clistiter *j = clist_begin(att->att_list); j != NULL; j = clist_next(j)) {
			const struct mailimap_msg_att_item *item = clist_content(j);
			if (item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC)
				take_static(item->att_data.att_static, &m);
		}
		if (m.uid != 0 && bsearch(&m.uid, uids, count, sizeof(*uids), ascending) != NULL)
			batch->message[batch->count++] = m;
	}
}

static bool
fetch(struct imap *imap, const int64_t *uids, size_t count, struct mailimap_fetch_att *what,
    struct imap_batch *batch, struct err *err)
{
	struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list_empty();
	struct mailimap_set *set = imap_set_of(uids, count);
	clist *list = NULL;

	if (type == NULL || set == NULL || what == NULL)
		BUG("no memory for a command");
	mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_uid());
	mailimap_fetch_type_new_fetch_att_list_add(type, what);
	int code = mailimap_uid_fetch(imap->session, set, type, &list);
	mailimap_fetch_type_free(type);
	mailimap_set_free(set);
	*batch = (struct imap_batch){ .list = list };
	if (code != MAILIMAP_NO_ERROR) {
		imap_batch_clear(batch);
		return imap_refuse(imap, code, ERR_INPUT, " to give messages", err);
	}
	if (list != NULL)
		take_messages_of(batch, uids, count);
	return true;
}

bool
imap_fetch_sizes(struct imap *imap, const int64_t *uids, size_t count,
    struct imap_batch *ret_batch, struct err *err)
{
	imap_limit(imap, IMAP_ANSWER_BYTES + count * MESSAGE_BYTES);
	return fetch(imap, uids, count, mailimap_fetch_att_new_rfc822_size(), ret_batch, err);
}

bool
imap_fetch_bodies(struct imap *imap, const int64_t *uids, size_t count, size_t bytes,
    struct imap_batch *ret_batch, struct err *err)
{
	stream_limit(imap->stream, imap->timeout_ms + (int64_t)(bytes / BYTES_PER_MS),
	    IMAP_ANSWER_BYTES + count * MESSAGE_BYTES + bytes + bytes / 8);
	return fetch(imap, uids, count, mailimap_fetch_att_new_body_peek_section(
	    mailimap_section_new(NULL)), ret_batch, err);
}

struct adding { imap_add_fn *add; void *context; bool any; };

static bool
add_piece(int type, struct mailimap_msg_att_body_section *section, const char *bytes, size_t len,
    void *context)
{
	struct adding *adding = context;

	(void)type;
	(void)section;
	adding->any = true;
	return adding->add(adding->context, bytes, len);
}

bool
imap_fetch_large(struct imap *imap, int64_t uid, size_t bytes, imap_add_fn *add, void *context,
    bool *ret_given, struct err *err)
{
	struct adding adding = { add, context, false };
	struct imap_batch batch;

	mailimap_set_msg_body_handler(imap->session, add_piece, &adding);
	bool ok = imap_fetch_bodies(imap, &uid, 1, bytes, &batch, err);
	mailimap_set_msg_body_handler(imap->session, NULL, NULL);
	if (!ok)
		return false;
	*ret_given = adding.any && batch.count == 1;
	imap_batch_clear(&batch);
	return true;
}

void
imap_batch_clear(struct imap_batch *batch)
{
	if (batch->list != NULL)
		mailimap_fetch_list_free(batch->list);
	arena_clear(&batch->arena);
	*batch = (struct imap_batch){ .count = 0 };
}
