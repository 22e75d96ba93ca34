/* fetch_maildir: the inbox that needs no server.  A file moves to cur/ after its commit. */
#include "mail/fetch_inside.h"

#include "base/file.h"
#include "mail/maildir.h"
#include "base/banned.h"

struct files {
	const char	 *inbox;
	char		**name;
	size_t		  count, next;
};

/* What cannot be read at all (a folder, no rights) stays where it is and is told once a round. */
static bool
read_one(struct mail_fetcher *f, const char *inbox, const char *name, struct str *out,
    struct mail_bytes *item, bool *ret_take, struct err *err)
{
	size_t limit = (size_t)f->e->settings->mail.message_bytes_max, bytes;

	*ret_take = false;
	if (!maildir_read(inbox, name, limit, out, &bytes, err))
		return false;
	item->place = (struct mail_place){ f->mailbox.account, f->mailbox.folder, 0 };
	item->len = bytes;
	if (bytes > limit) {
		item->place.folder = arena_printf(&f->round, "mail/inbox/%s", name);
		return fetch_set_aside(f, item, "it is larger than message_bytes_max", err) &&
		    maildir_done(inbox, name, err);
	}
	*ret_take = file_exists(arena_printf(&f->round, "%s/new/%s", inbox, name));
	return true;
}

static bool
move_away(const struct files *files, const size_t *index, size_t count, struct err *err)
{
	for (size_t i = 0; i < count; i++)
		if (!maildir_done(files->inbox, files->name[index[i]], err))
			return false;
	return true;
}

static bool
take_batch(struct mail_fetcher *f, struct files *files, struct arena *a, struct err *err)
{
	struct fetched batch = { arena_array(a, FETCH_MESSAGES, sizeof(*batch.item)), 0 };
	size_t *index = arena_array(a, FETCH_MESSAGES, sizeof(*index)), bytes = 0;
	bool wanted;

	while (files->next < files->count && batch.count < FETCH_MESSAGES && bytes < FETCH_BYTES) {
		struct str out = STR_INIT;
		struct mail_bytes *item = &batch.item[batch.count];
		index[batch.count] = files->next++;
		bool ok = read_one(f, files->inbox, files->name[index[batch.count]], &out, item, &wanted,
		    err);
		item->bytes = arena_strndup(a, out.text, out.len);
		item->len = out.len;
		str_clear(&out);
		if (!ok)
			return false;
		bytes += item->len;
		batch.count += wanted;
	}
	return fetch_take(f, &batch, a, err) && move_away(files, index, batch.count, err);
}

bool
fetch_maildir(struct mail_fetcher *f, bool *ret_complete, struct err *err)
{
	struct files files = { .inbox = path_join(&f->round, f->folder, "mail/inbox") };

	*ret_complete = false;
	if (!maildir_list(files.inbox, &f->round, &files.name, &files.count, err))
		return false;
	while (files.next < files.count) {
		struct arena a = ARENA_INIT;
		bool ok = take_batch(f, &files, &a, err);
		arena_clear(&a);
		if (!ok)
			return false;
		if (fetch_is_cancelled(f))
			return true;
	}
	*ret_complete = true;
	return true;
}
