/* mail_save: a message exactly as it came, out of the sealed ones. */
#include "cmd/commands.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/file_writer.h"
#include "store/message_bytes.h"
#include "base/banned.h"

/* Where the pieces go; without "file" to standard output, and where nothing "writes" they are only looked at. */
struct target { bool writes; struct file_writer *file; };

static bool
put(const struct target *to, const char *bytes, size_t len, struct err *err)
{
	if (!to->writes)
		return true;
	if (to->file != NULL)
		return file_writer_add(to->file, bytes, len, err);
	return fwrite(bytes, 1, len, stdout) == len || fail_errno(err, "could not write");
}

static bool
copy(struct app *app, int64_t message_id, const struct target *to, struct err *err)
{
	struct message_bytes *from;
	char piece[SEAL_PIECE_BYTES];
	bool ok = true;
	size_t len;

	if (!message_bytes_open(app->db, message_id, &from, &len, err))
		return false;
	for (size_t n; ok && len > 0; len -= n) {
		n = len < sizeof(piece) ? len : sizeof(piece);
		ok = message_bytes_read(from, piece, n, err) && put(to, piece, n, err);
	}
	message_bytes_close(from);
	return ok;
}

static bool
save(struct app *app, int64_t message_id, const char *path, struct err *err)
{
	struct target to = { true, NULL };

	if (file_exists(path))
		return fail(err, ERR_CONFLICT, "%s is there already", path);
	if (!file_writer_open(path, 0600, &to.file, err))
		return false;
	if (copy(app, message_id, &to, err))
		return file_writer_close(to.file, err);
	file_writer_drop(to.file);
	return false;
}

/* Nothing comes out of a message whose end does not open. */
static bool
print(struct app *app, int64_t message_id, struct err *err)
{
	return copy(app, message_id, &(struct target){ false, NULL }, err) &&
	    copy(app, message_id, &(struct target){ true, NULL }, err) &&
	    (fflush(stdout) == 0 || fail_errno(err, "could not write"));
}

int
cmd_mail_save(struct app *app, const struct args *args, struct err *err)
{
	const char *path = args->word[1];
	int64_t id;

	if (!cmd_id(args->word[0], "message", &id, err))
		return CMD_FAILED;
	if (strcmp(path, "-") == 0)
		return print(app, id, err) ? EXIT_DONE : CMD_FAILED;
	if (!save(app, id, path, err))
		return CMD_FAILED;
	cmd_say(app, "message %lld is in %s", (long long)id, path);
	return EXIT_DONE;
}
