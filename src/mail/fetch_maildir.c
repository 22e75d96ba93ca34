/* fetch_maildir: the inbox that needs no server.  A file moves to cur/ after its commit. */
#include "mail/fetch_inside.h"

#include "base/file.h"
#include "mail/maildir.h"
#include "base/banned.h"

struct files {
	const char	 *inbox;
	char		**name;
	size_t		  count, next;
	struct err	  trouble;	/* of the first file that could not be read; the others go on */
};

static void
keep_trouble(struct files *files, const struct err *why)
{
	if (files->trouble.kind == ERR_NONE)
		files->trouble = *why;
}

/* One that is too large is told by its name, since a Maildir has no numbers. */
static bool
set_aside(struct mail_fetcher *f, struct files *files, const char *name, size_t bytes,
    struct err *err)
{
	const struct mail_bytes item = {
		.place = { f->mailbox.account, arena_printf(&f->round, "mail/inbox/%s", name), 0 },
		.len = bytes,
	};

	return fetch_set_aside(f, &item, "it is larger than message_bytes_max", err) &&
	    maildir_done(files->inbox, name, err);
}

/* *ret_take is false for what is no message to be taken: it is gone, a folder, or too large. */
static bool
read_one(struct mail_fetcher *f, struct files *files, const char *name, struct arena *a,
    struct mail_bytes *item, bool *ret_take, struct err *err)
{
	size_t limit = (size_t)f->e->settings->mail.message_bytes_max, bytes;
	struct str out = STR_INIT;
	struct err why = ERR_INIT;

	*ret_take = false;
	if (!maildir_read(files->inbox, name, limit, &out, ret_take, &bytes, &why)) {
		keep_trouble(files, &why);
		*ret_take = false;
	}
	item->place = (struct mail_place){ f->mailbox.account, f->mailbox.folder, 0 };
	item->bytes = arena_strndup(a, out.text, out.len);
	item->len = out.len;
	str_clear(&out);
	if (!*ret_take || bytes <= limit)
		return true;
	*ret_take = false;
	return set_aside(f, files, name, bytes, err);
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
		struct mail_bytes *item = &batch.item[batch.count];
		index[batch.count] = files->next++;
		if (!read_one(f, files, files->name[index[batch.count]], a, item, &wanted, err))
			return false;
		bytes += wanted ? item->len : 0;
		batch.count += wanted;
	}
	return fetch_take(f, &batch, a, err) && move_away(files, index, batch.count, err);
}

bool
fetch_maildir(struct mail_fetcher *f, bool *ret_complete, struct err *err)
{
	struct files files = {
		.inbox = path_join(&f->round, f->folder, "mail/inbox"), .trouble = ERR_INIT,
	};

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
	*ret_complete = files.trouble.kind == ERR_NONE;
	return *ret_complete || fail(err, files.trouble.kind, "%s", files.trouble.text);
}
