/*
 * imap_move: messages into another folder, by their UIDs: with MOVE (RFC 6851), else copied, marked and
 * expunged one by one (UIDPLUS, RFC 4315).  Never a bare EXPUNGE or CLOSE: they would take what another
 * program marked.
 */
#include "mail/imap_inside.h"
#include "base/banned.h"

static bool
has(const struct imap *imap, const char *extension)
{
	return mailimap_has_extension(imap->session, (char *)(uintptr_t)extension);
}

bool
imap_can_move(const struct imap *imap)
{
	return has(imap, "MOVE") || has(imap, "UIDPLUS");
}

bool
imap_select(struct imap *imap, const char *mailbox, int64_t *ret_uidvalidity, struct err *err)
{
	imap_limit(imap, IMAP_ANSWER_BYTES);
	int code = mailimap_select(imap->session, mailbox);
	if (code != MAILIMAP_NO_ERROR)
		return imap_refuse(imap, code, ERR_INPUT, " to open the mailbox for writing", err);
	const struct mailimap_selection_info *info = imap->session->imap_selection_info;
	*ret_uidvalidity = info != NULL ? info->sel_uidvalidity : 0;
	return true;
}

static int
move(struct imap *imap, struct mailimap_set *uids, const char *folder)
{
	struct mailimap_set *from = NULL, *to = NULL;
	uint32_t uidvalidity;

	imap_limit(imap, IMAP_LIST_BYTES);
	int code = mailimap_uidplus_uid_move(imap->session, uids, folder, &uidvalidity, &from, &to);
	if (from != NULL)
		mailimap_set_free(from);
	if (to != NULL)
		mailimap_set_free(to);
	return code;
}

static int
mark_deleted(struct imap *imap, struct mailimap_set *uids)
{
	struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
	if (flags == NULL)
		BUG("no memory for a command");
	mailimap_flag_list_add(flags, mailimap_flag_new_deleted());
	struct mailimap_store_att_flags *store = mailimap_store_att_flags_new_add_flags_silent(flags);
	if (store == NULL)
		BUG("no memory for a command");
	imap_limit(imap, IMAP_LIST_BYTES);
	int code = mailimap_uid_store(imap->session, uids, store);
	mailimap_store_att_flags_free(store);
	return code;
}

/* A break in between leaves a second copy, and takes nothing away. */
static int
copy_and_expunge(struct imap *imap, struct mailimap_set *uids, const char *folder)
{
	imap_limit(imap, IMAP_LIST_BYTES);
	int code = mailimap_uid_copy(imap->session, uids, folder);
	if (code == MAILIMAP_NO_ERROR)
		code = mark_deleted(imap, uids);
	if (code != MAILIMAP_NO_ERROR)
		return code;
	imap_limit(imap, IMAP_LIST_BYTES);
	return mailimap_uid_expunge(imap->session, uids);
}

bool
imap_move(struct imap *imap, const int64_t *uids, size_t count, const char *folder, struct err *err)
{
	int (*way)(struct imap *, struct mailimap_set *, const char *) = has(imap, "MOVE") ? move :
	    copy_and_expunge;
	struct mailimap_set *set = imap_set_of(uids, count);

	if (set == NULL)
		BUG("no memory for a command");
	int code = way(imap, set, folder);
	mailimap_set_free(set);
	return code == MAILIMAP_NO_ERROR || imap_refuse(imap, code, ERR_INPUT, " to move mail", err);
}

bool
imap_has_folder(struct imap *imap, const char *folder, bool *ret_has, struct err *err)
{
	clist *list = NULL;

	imap_limit(imap, IMAP_LIST_BYTES);
	int code = mailimap_list(imap->session, "", folder, &list);
	if (code != MAILIMAP_NO_ERROR)
		return imap_refuse(imap, code, ERR_INPUT, " to list its folders", err);
	*ret_has = list != NULL && clist_count(list) > 0;
	if (list != NULL)
		mailimap_list_result_free(list);
	return true;
}

bool
imap_make_folder(struct imap *imap, const char *folder, struct err *err)
{
	imap_limit(imap, IMAP_ANSWER_BYTES);
	int code = mailimap_create(imap->session, folder);
	return code == MAILIMAP_NO_ERROR || imap_refuse(imap, code, ERR_INPUT, " to make a folder", err);
}
