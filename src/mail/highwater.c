/*
 * highwater: the restore guard (engine.md, section b).
 * The file is written after the commit and not synced: it may fall behind the database, never run
 * ahead of it, so that a crash raises no false alarm.
 */
#include "mail/highwater.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"
#include "store/dispatch.h"
#include "store/fact.h"
#include "store/letter.h"
#include "store/request.h"
#include "store/task.h"
#include "base/banned.h"

#define MARK_BYTES	128		/* "database_id number\n" */

static const char sent_fact[] = "sent_high_water", restored_fact[] = "restored";

/* The file's number, when it is of this database; 0 otherwise. */
static int64_t
read_mark(const struct highwater *h)
{
	char text[MARK_BYTES], *blank;
	int64_t sent;

	ssize_t n = pread(h->fd, text, sizeof(text) - 1, 0);
	if (n <= 0)
		return 0;
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
	blank = strchr(text, ' ');
	if (blank == NULL)
		return 0;
	*blank = '\0';
	return strcmp(text, h->database_id) == 0 && int_parse(blank + 1, &sent) ? sent : 0;
}

static bool
open_mark(struct highwater *h, const char *folder, struct err *err)
{
	struct arena a = ARENA_INIT;
	const char *path = path_join(&a, folder, "credence.sent");

	h->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	bool ok = h->fd >= 0 || fail_errno(err, "could not open %s", path);
	arena_clear(&a);
	return ok;
}

static bool
save_count(struct engine *e, int64_t sent, struct err *err)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, sent);
	return fact_save(e->db, sent_fact, text, err);
}

static bool
hold_all(struct engine *e, int64_t now_ms, int64_t *ret_held, struct err *err)
{
	const struct task task = {
		.name = "restored",
		.title = "The database was restored from an older copy: letters are held, because they "
		    "may have left before (mail held, mail release)",
		.role = "admin",
		.due_day = zone_day(e->settings->zone, now_ms),
		.created_ms = now_ms,
	};
	int64_t task_id;

	return dispatch_hold_all(e->db, HIGHWATER_RESTORED, ret_held, err) &&
	    request_hold_all(e->db, HIGHWATER_RESTORED, err) &&
	    task_add(e->db, &task, &task_id, err) &&
	    fact_save(e->db, restored_fact, HIGHWATER_RESTORED, err);
}

bool
highwater_hold(struct engine *e, int64_t now_ms, struct err *err)
{
	int64_t held;

	return db_begin(e->db, err) && db_end(e->db, hold_all(e, now_ms, &held, err), err);
}

static bool
load(struct highwater *h, struct engine *e, struct arena *a, struct err *err)
{
	const char *sent, *restored, *id;

	if (!fact_database_id(e->db, a, &id, err) || !fact_load(e->db, sent_fact, a, &sent, err) ||
	    !fact_load(e->db, restored_fact, a, &restored, err))
		return false;
	if (h->database_id == NULL)
		h->database_id = heap_strdup(id);
	h->sent = 0;
	if (sent != NULL)
		int_parse(sent, &h->sent);
	h->restored = restored != NULL && restored[0] != '\0';
	return true;
}

static bool
check(struct highwater *h, struct engine *e, int64_t now_ms, int64_t *ret_held, struct err *err)
{
	struct arena a = ARENA_INIT;

	bool ok = load(h, e, &a, err);
	if (ok && read_mark(h) > h->sent) {
		h->sent = read_mark(h);
		h->restored = true;
		ok = hold_all(e, now_ms, ret_held, err) && save_count(e, h->sent, err);
	}
	arena_clear(&a);
	return ok;
}

bool
highwater_check(struct highwater *h, struct engine *e, const char *folder, int64_t now_ms,
    int64_t *ret_held, struct err *err)
{
	*ret_held = 0;
	if ((h->fd < 0 && !open_mark(h, folder, err)) || !db_begin(e->db, err))
		return false;
	return db_end(e->db, check(h, e, now_ms, ret_held, err), err);
}

bool
highwater_add(struct highwater *h, struct engine *e, struct err *err)
{
	h->sent++;
	return save_count(e, h->sent, err);
}

void
highwater_note(struct highwater *h)
{
	char text[MARK_BYTES];

	int len = snprintf(text, sizeof(text), "%s %" PRId64 "\n", h->database_id, h->sent);
	/* Best effort: it guards against a restored copy, not against a full disk. */
	if (pwrite(h->fd, text, (size_t)len, 0) != len)
		errno = 0;
}

void
highwater_close(struct highwater *h)
{
	if (h->fd >= 0)
		close(h->fd);
	free(h->database_id);
	*h = (struct highwater)HIGHWATER_INIT;
}

bool
highwater_can_look(const struct settings *settings)
{
	return settings->mail.transport == TRANSPORT_SMTP && settings->mail.imap.host != NULL &&
	    !text_equal(settings->mail.sent_folder, "none");
}

bool
highwater_let_go(struct db *db, const struct settings *settings, struct err *err)
{
	int64_t unseen;

	if (!letter_count_held(db, HIGHWATER_RESTORED, &unseen, err))
		return false;
	if (unseen > 0 && highwater_can_look(settings))
		return fail(err, ERR_CONFLICT, "%" PRId64 " held letter%s not looked for in the folder of sent mail "
		    "yet: they may have left before the database was restored. \"mail fetch\" looks for them, and so does "
		    "the daemon; where there is no such folder, say so with mail.sent_folder: none", unseen,
		    unseen == 1 ? " was" : "s were");
	return fact_save(db, restored_fact, "", err) &&
	    letter_release_held(db, HIGHWATER_RESTORED, err) &&
	    letter_release_held(db, HIGHWATER_NOT_FOUND, err);
}
