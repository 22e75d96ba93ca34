/* start: what is opened before the first request and closed after the last. */
#include "web/start.h"

#include <string.h>

#include "base/file.h"
#include "base/str.h"
#include "store/catalog_version.h"
#include "store/folder.h"
#include "web/feed.h"
#include "web/kept.h"
#include "web/limit.h"
#include "web/live.h"
#include "web/maker.h"
#include "web/once.h"
#include "web/picture.h"
#include "web/piece.h"
#include "web/spool.h"
#include "web/static.h"
#include "workflow/template.h"
#include "base/banned.h"

#define API_CALLS_PER_MINUTE 600	/* of one token */
#define SIGN_INS_PER_MINUTE 20	/* of one address; an office may be one */

/* From the folder's own key, so that a page that was open during a restart still works. */
static bool
make_token(struct web *web, struct err *err)
{
	struct seal_key key;

	if (!folder_seal_key(web->folder, "token of forms", &key, err))
		return false;
	hash_id(key.bytes, sizeof(key.bytes), web->token);
	seal_key_clear(&key);
	return true;
}

static bool
open_handles(struct web *web, struct err *err)
{
	const char *path = folder_path(&web->arena, web->folder, "credence.db");
	struct db *db;

	if (!folder_open_db(web->folder, clock_now_ms() + web->shift_ms, &db, err))
		return false;
	engine_open(&web->writer, db, web->settings, err);
	if (!db_open(path, DB_READ, &web->db, err) || !folder_lend_key(web->folder, web->db, err) || !db_open(path, DB_READ, &web->feed_db, err))
		return false;
	db_keep_little(web->feed_db);
	db_keep_little(web->writer.db);
	db_keep_some(web->db);
	return maker_open(path, &web->maker, err) && engine_open(&web->reader, web->db, web->settings, err);
}

bool
web_open(struct web *web, struct err *err)
{
	web->url = settings_url(web->settings, web->port, &web->arena);
	web->fetches = fetches_new(&web->arena);
	web->onces = onces_new(&web->arena);
	web->api_calls = limit_new(API_CALLS_PER_MINUTE, &web->arena);
	web->sign_ins = limit_new(SIGN_INS_PER_MINUTE, &web->arena);
	web->lives = lives_new();
	web->pieces = pieces_new(web->folder, web->shift_ms);
	web->spool = spool_new();
	web->kept = kept_new();
	web->templates = template_kept_new();
	web->statics = statics_new();
	web->pictures = pictures_new();
	if (make_token(web, err) && open_handles(web, err))
		return true;
	web_close(web);
	return false;
}

void
web_close(struct web *web)
{
	struct db *writer = web->writer.db;

	maker_close(web->maker, web);
	if (writer != NULL)
		fetches_write(web);
	engine_close(&web->reader);
	engine_close(&web->writer);
	db_close(web->feed_db);
	db_close(web->db);
	db_close(writer);
	spool_free(web->spool);
	lives_free(web->lives);
	pieces_free(web->pieces);
	kept_free(web->kept);
	template_kept_free(web->templates);
	statics_free(web->statics);
	pictures_free(web->pictures);
	arena_clear(&web->arena);
}

/* What the server was started with: a socket, a certificate, other servers that are known. */
static void
keep_what_listens(const struct settings *old, struct settings *new)
{
	int64_t idle_minutes = new->web.idle_minutes, session_hours = new->web.session_hours;
	bool needs_code = new->web.needs_code;

	new->web = old->web;
	new->web.idle_minutes = idle_minutes;
	new->web.session_hours = session_hours;
	new->web.needs_code = needs_code;
}

bool
web_reread(struct web *web, struct err *err)
{
	struct problems problems;

	problems_init(&problems, &web->arena);
	struct settings *settings = folder_settings(web->folder, &web->arena, &problems);
	if (settings == NULL)
		return fail(err, ERR_INPUT, "%s", problems.count > 0 ? problems.item[0].text : "the settings cannot be read");
	if (!catalog_recall(web->writer.db, settings, &web->arena, err))
		return false;
	keep_what_listens(web->settings, settings);
	web->settings = web->reader.settings = web->writer.settings = settings;
	web->writer.has_duties = web->reader.has_duties = false;
	return true;
}
