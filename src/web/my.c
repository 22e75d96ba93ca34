/*
 * my: the provider's own page.  What must not be broken: it shows this one provider's open items, the files
 * they sent and what they said, and nothing else; what comes by it is for a person to accept.
 */
#include "web/my.h"

#include <string.h>

#include "store/folder.h"
#include "store/readiness.h"
#include "web/api.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/piece.h"
#include "web/proposal.h"
#include "web/readiness.h"
#include "web/static.h"
#include "web/upload.h"
#include "web/words.h"
#include "base/banned.h"

#define ROWS_MAX	100
#define TEXT_BYTES_MAX	2000
#define MEGABYTE	(1024 * 1024)

/* What is signed: said here once, kept with each signature as it was shown. */
static const char attested[] = "I have looked at what stands on this page. What I sent and said is true and complete "
    "to the best of my knowledge, and I will tell the practice when it changes.";

bool
my_find(struct request *r, struct provider_link *ret_link, struct err *err)
{
	struct seal_key key;
	char token[HASH_ID_BYTES];

	if (!folder_seal_key(r->web->folder, PROVIDER_LINK_PURPOSE, &key, err))
		return false;
	bool ok = provider_link_find(r->web->db, &key, r->word[0], r->now_ms, r->a, ret_link, err);
	seal_key_clear(&key);
	if (!ok)
		return false;
	/* Whoever does not know the address cannot know it; it stands while the server is started anew. */
	const char *text = arena_printf(r->a, "form of %s", r->word[0]);
	r->token = arena_strdup(r->a, hash_id(text, strlen(text), token));
	r->actor = ret_link->actor;
	return true;
}

static void
add_needed(const struct request *r, struct json *data)
{
	const struct json *open = json_get(json_get(data, "readiness"), "open");
	struct json *needed = json_new_array();

	for (size_t i = 0; i < json_count(open); i++) {
		const struct json *row = json_at(open, i);
		const char *state = json_get_text(row, "state");
		if (!readiness_is_theirs(row))
			continue;
		struct json *line = json_new_object();
		json_set_text(line, "label", words_title(json_get_text(row, "label"), r->a));
		json_set_text(line, "state", text_blank(state) ? NULL : state);
		json_set_text(line, "reason", json_get_text(row, "reason"));
		json_set_text(line, "payers", json_get_text(row, "payers"));
		json_push(needed, line);
	}
	json_set_bool(data, "has_needed", json_count(needed) > 0);
	json_set(data, "needed", needed);
}

static bool
add_rows(struct request *r, struct json *data, const struct provider_link *link, struct err *err)
{
	struct json *rows;
	struct query q;

	provider_link_query_files(&q, r->web->db, link->provider_id);
	if (!page_rows(r, data, "files", &q, ROWS_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++)
		page_since(r, json_at(rows, i), "created_ms", "created_words");
	provider_link_query_said(&q, r->web->db, link->provider_id);
	if (!page_rows(r, data, "said", &q, ROWS_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		json_set_bool(json_at(rows, i), "is_correction", text_equal(json_get_text(json_at(rows, i), "kind"), "correction"));
		page_since(r, json_at(rows, i), "said_ms", "said_words");
	}
	return true;
}

bool
page_my(struct request *r, struct reply *reply, struct err *err)
{
	static const struct notice notices[] = {
		{ "files", "Your files have arrived. Somebody looks at each of them." },
		{ "correction", "Thank you. Somebody looks at it and changes what is wrong." },
		{ "attestation", "Thank you. It is signed." },
		{ NULL, NULL },
	};
	int64_t bytes_max = r->web->settings->documents.bytes_max;
	struct db *db = r->web->writer.db;
	struct provider_link link;

	if (!my_find(r, &link, err) ||
	    !db_begin(db, err) || !db_end(db, provider_link_touch(db, link.link_id, r->now_ms, err), err))
		return false;
	struct json *data = json_new_object();
	json_set_text(data, "title", "Your file");
	json_set_text(data, "first_name", link.first_name);
	json_set_text(data, "last_name", link.last_name);
	json_set_text(data, "npi", link.npi);
	json_set_text(data, "path", arena_printf(r->a, "/my/%s", r->word[0]));
	json_set_text(data, "until", words_until(link.expires_ms, r->now_ms, r->web->settings->zone, r->a));
	json_set_text(data, "attested", attested);
	json_set_text(data, "my_script", statics_path(r->web->statics, "my.js"));
	json_set_text(data, "size", bytes_max >= MEGABYTE ? arena_printf(r->a, "%lld MB", (long long)(bytes_max / MEGABYTE)) :
	    arena_printf(r->a, "%lld KB", (long long)(bytes_max / 1024)));
	page_notice(r, data, notices);
	if (readiness_add(r, data, link.provider_id, err) && add_rows(r, data, &link, err) &&
	    proposal_add_fields(r, data, link.provider_id, err)) {
		add_needed(r, data);
		return page_render(r, reply, "my", data, err);
	}
	json_free(data);
	return false;
}

static bool
back(const struct request *r, struct reply *reply, const char *did)
{
	return reply_redirect(reply, arena_printf(r->a, "/my/%s?did=%s", r->word[0], did));
}

static bool
receive(struct request *r, const struct provider_link *link, const struct uploaded *files, size_t count,
    struct err *err)
{
	for (size_t i = 0; i < count; i++)
		if (!provider_link_receive(r->web->writer.db, link, files[i].name, &files[i].file, r->today_day, r->now_ms, err))
			return false;
	return true;
}

bool
post_my_files(struct request *r, struct reply *reply, struct err *err)
{
	struct db *db = r->web->writer.db;
	const struct uploaded *files;
	struct provider_link link;
	size_t count;

	return my_find(r, &link, err) && upload_keep(r->upload, &files, &count, err) && db_begin(db, err) &&
	    db_end(db, receive(r, &link, files, count, err), err) && back(r, reply, "files");
}

/* JSON for static/my.js: how far the file is. */
static bool
answer_piece(struct reply *reply, int64_t at, bool is_done, bool is_wanted)
{
	struct json *json = json_new_object();

	json_set_int(json, "at", at);
	json_set_bool(json, "done", is_done);
	return api_answer(reply, is_wanted ? 200 : 409, json);
}

bool
page_my_piece(struct request *r, struct reply *reply, struct err *err)
{
	const char *key = pairs_get(&r->query, "key");
	struct provider_link link;

	return my_find(r, &link, err) && (key != NULL || fail(err, ERR_INPUT, "which file?")) &&
	    answer_piece(reply, pieces_at(r->web->pieces, link.link_id, key), false, true);
}

bool
post_my_piece(struct request *r, struct reply *reply, struct err *err)
{
	struct db *db = r->web->writer.db;
	struct piece_answer came;
	struct provider_link link;

	if (!my_find(r, &link, err) || !pieces_take(r->web->pieces, r, link.link_id, &came, err))
		return false;
	if (came.is_done && !(document_files_sync(r->web->folder, &came.file, 1, err) && db_begin(db, err) &&
	    db_end(db, provider_link_receive(db, &link, came.name, &came.file, r->today_day, r->now_ms, err), err)))
		return false;
	return answer_piece(reply, came.at, came.is_done, came.is_taken);
}

static bool
say(struct request *r, struct reply *reply, const struct provider_link *link, const char *kind, const char *name,
    const char *text, struct err *err)
{
	const struct provider_said said = { .kind = kind, .name = name, .text = text, .client = r->client };
	struct db *db = r->web->writer.db;

	return db_begin(db, err) &&
	    db_end(db, provider_link_say(db, link, &said, r->today_day, r->now_ms, err), err) && back(r, reply, kind);
}

bool
post_my_correction(struct request *r, struct reply *reply, struct err *err)
{
	const char *text = pairs_get(&r->form, "text");
	struct provider_link link;

	if (text_blank(text) || strlen(text) > TEXT_BYTES_MAX)
		return fail(err, ERR_INPUT, "write in at most %d letters what is wrong and what is right", TEXT_BYTES_MAX);
	return my_find(r, &link, err) && say(r, reply, &link, "correction", arena_printf(r->a, "%s %s", link.first_name,
	    link.last_name), text, err);
}

/* The text that was on their screen: if ours is another one by now, they read it first. */
bool
post_my_attestation(struct request *r, struct reply *reply, struct err *err)
{
	const char *name = pairs_get(&r->form, "name");
	struct provider_link link;

	if (!text_is_name(name) || !text_equal(pairs_get(&r->form, "agree"), "yes"))
		return fail(err, ERR_INPUT, "it is signed by your name in the field and the mark before the text");
	if (!text_equal(pairs_get(&r->form, "shown"), attested))
		return fail(err, ERR_CONFLICT, "the text to sign has changed since you opened the page. Read it anew");
	return my_find(r, &link, err) && say(r, reply, &link, "attestation", name, attested, err);
}
