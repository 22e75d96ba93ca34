/* provider_link: rows of provider_link and provider_said; the signature is a digest under the folder's key. */
#include "store/provider_link.h"

#include <inttypes.h>
#include <string.h>

#include "base/hash.h"
#include "base/str.h"
#include "store/audit.h"
#include "store/document_task.h"
#include "store/letter.h"
#include "store/task.h"
#include "base/banned.h"

#define NAME	"provider_link"

/* Number and end are signed: in a database put back from a backup, where the number is given once more, it does not
 * fit.  The provider is not: whoever was merged with another record keeps the address. */
static char *
sign(const struct seal_key *key, const struct provider_link *link, char text[HASH_ID_BYTES])
{
	struct str bytes = STR_INIT;

	str_add_bytes(&bytes, key->bytes, sizeof(key->bytes));
	str_printf(&bytes, "%" PRId64 "|%" PRId64, link->link_id, link->expires_ms);
	hash_id(bytes.text, bytes.len, text);
	explicit_bzero(bytes.text, bytes.len);
	str_clear(&bytes);
	return text;
}

static bool
note(struct db *db, const char *actor, const char *action, int64_t provider_id, const char *detail,
    int64_t now_ms, struct err *err)
{
	struct arena a = ARENA_INIT;

	bool ok = audit_add(db, actor, action, arena_printf(&a, "provider %" PRId64, provider_id), detail, now_ms, err);
	arena_clear(&a);
	return ok;
}

static bool
add_row(struct db *db, const struct provider_link_wish *wish, const char *recipient, int64_t *ret_link_id,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO provider_link (provider_id, recipient, created_by, created_ms, expires_ms)"
	    " VALUES (:provider_id, :recipient, :actor, :now_ms, :expires_ms) RETURNING link_id");
	query_bind_int(&q, ":provider_id", wish->provider_id);
	query_bind_text(&q, ":recipient", recipient);
	query_bind_text(&q, ":actor", wish->actor);
	query_bind_int(&q, ":now_ms", wish->now_ms);
	query_bind_int(&q, ":expires_ms", wish->expires_ms);
	return query_run_int(&q, ret_link_id, err);
}

static bool
add_letter(struct db *db, const struct settings *s, const struct provider_link_wish *wish, const char *recipient,
    const char *url, struct arena *a, struct err *err)
{
	char idem[HASH_ID_BYTES], day[DAY_TEXT_BYTES];

	day_format(zone_day(s->zone, wish->expires_ms), day);
	const struct letter_own letter = {
		.name = NAME, .idem = random_id(idem), .unknown_policy = "hold",
		.recipient = recipient, .subject = arena_printf(a, "%s: what we need from you", s->org_name),
		.body = arena_printf(a, "Hello,\n\non the page below you see what your file at %s still needs, and why. You can "
		    "send papers\nfrom your phone, say what is wrong, and confirm what is right.\n\n%s\n\n%s%sThe page is yours alone: "
		    "please do not pass the address on. It works until %s.\n", s->org_name, url, wish->needs != NULL ? wish->needs : "",
		    text_blank(wish->needs) ? "" : "\n", day),
	};
	return letter_add(db, &letter, s, wish->now_ms, a, err);
}

static bool
find_recipient(struct db *db, const struct provider_link_wish *wish, struct arena *a, const char **ret_recipient,
    struct err *err)
{
	struct query q;

	*ret_recipient = NULL;
	query_open(&q, db, "SELECT email FROM provider WHERE provider_id = :provider_id");
	query_bind_int(&q, ":provider_id", wish->provider_id);
	bool found = query_row(&q);
	if (found && wish->by_mail)
		*ret_recipient = query_text(&q, 0, a);
	if (!query_close(&q, err))
		return false;
	if (!found)
		return fail(err, ERR_MISSING, "there is no provider %" PRId64, wish->provider_id);
	return !wish->by_mail || !text_blank(*ret_recipient) || fail(err, ERR_INPUT, "provider %" PRId64 " has no e-mail "
	    "address. \"credence provider invite --print\" gives the page's address to be passed on by hand",
	    wish->provider_id);
}

bool
provider_link_add(struct db *db, const struct seal_key *key, const struct settings *settings,
    const struct provider_link_wish *wish, struct arena *a, const char **ret_url, const char **ret_recipient,
    struct err *err)
{
	struct provider_link link = { .expires_ms = wish->expires_ms };
	char signature[HASH_ID_BYTES];
	const char *recipient;

	if (!find_recipient(db, wish, a, &recipient, err) || !add_row(db, wish, recipient, &link.link_id, err))
		return false;
	const char *url = arena_printf(a, "%s/my/%" PRId64 "-%s", wish->base_url, link.link_id,
	    sign(key, &link, signature));
	if ((recipient != NULL && !add_letter(db, settings, wish, recipient, url, a, err)) ||
	    !note(db, wish->actor, "provider link add", wish->provider_id, recipient != NULL ? recipient :
	    "given by hand", wish->now_ms, err))
		return false;
	*ret_url = url;
	*ret_recipient = recipient;
	return true;
}

static bool
ended(struct err *err)
{
	return fail(err, ERR_MISSING, "this address has ended or was taken back. Ask the practice that sent it for another "
	    "one");
}

static bool
load(struct db *db, int64_t link_id, int64_t now_ms, struct arena *a, struct provider_link *link, struct err *err)
{
	struct query q;

	*link = (struct provider_link){ .link_id = 0 };
	query_open(&q, db, "SELECT l.provider_id, l.expires_ms, p.first_name, p.last_name, p.npi FROM provider_link l"
	    " JOIN provider p ON p.provider_id = l.provider_id WHERE l.link_id = :link_id AND l.revoked_ms IS NULL"
	    " AND l.expires_ms > :now_ms");
	query_bind_int(&q, ":link_id", link_id);
	query_bind_int(&q, ":now_ms", now_ms);
	if (query_row(&q)) {
		*link = (struct provider_link){ .link_id = link_id, .provider_id = query_int(&q, 0),
		    .expires_ms = query_int(&q, 1), .first_name = query_text(&q, 2, a), .last_name = query_text(&q, 3, a),
		    .npi = query_text(&q, 4, a) };
		link->actor = arena_printf(a, "%s %s (provider)", link->first_name, link->last_name);
	}
	return query_close(&q, err);
}

bool
provider_link_find(struct db *db, const struct seal_key *key, const char *word, int64_t now_ms, struct arena *a,
    struct provider_link *ret_link, struct err *err)
{
	size_t len = strcspn(word, "-");
	char signature[HASH_ID_BYTES];
	struct provider_link link;
	int64_t link_id;

	if (word[len] == '\0' || !int_parse(arena_strndup(a, word, len), &link_id))
		return ended(err);
	if (!load(db, link_id, now_ms, a, &link, err))
		return false;
	if (link.link_id == 0 || !secret_equal(word + len + 1, sign(key, &link, signature)))
		return ended(err);
	*ret_link = link;
	return true;
}

bool
provider_link_touch(struct db *db, int64_t link_id, int64_t now_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE provider_link SET seen_ms = :now_ms WHERE link_id = :link_id");
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_int(&q, ":link_id", link_id);
	return query_run(&q, NULL, err);
}

bool
provider_link_revoke(struct db *db, int64_t provider_id, const char *actor, int64_t now_ms, int64_t *ret_count,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE provider_link SET revoked_ms = :now_ms WHERE provider_id = :provider_id"
	    " AND revoked_ms IS NULL AND expires_ms > :now_ms");
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_int(&q, ":provider_id", provider_id);
	return query_run(&q, ret_count, err) && (*ret_count == 0 ||
	    note(db, actor, "provider link revoke", provider_id, "", now_ms, err));
}

static bool
ask(struct db *db, const char *name, const char *title, int32_t due_day, int64_t now_ms, struct err *err)
{
	const struct task task = { .rule = "", .role = "coordinator", .due_day = due_day, .name = name,
	    .title = title, .created_ms = now_ms };
	int64_t task_id;

	return task_add(db, &task, &task_id, err);
}

static bool
add_document(struct db *db, const struct provider_link *link, const char *name, const struct document_file *file,
    int64_t now_ms, int64_t *ret_id, struct err *err)
{
	struct query q;

	*ret_id = 0;
	/* Sent again after a break, or twice: the same bytes under the same name are there once. */
	query_open(&q, db, "INSERT INTO document (provider_id, name, reference, sha256, bytes, content_type,"
	    " aside_reason, link_id, created_ms, modified_ms) SELECT :provider_id, :name, '', :sha256, :bytes, :type,"
	    " :aside, :link_id, :now_ms, :now_ms WHERE NOT EXISTS (SELECT 1 FROM document WHERE"
	    " provider_id = :provider_id AND sha256 = :sha256 AND name = :name AND status = 'received')"
	    " RETURNING document_id");
	query_bind_int(&q, ":provider_id", link->provider_id);
	query_bind_text(&q, ":name", name);
	query_bind_text(&q, ":sha256", file->sha256);
	query_bind_int(&q, ":bytes", file->bytes);
	query_bind_text(&q, ":type", file->is.type);
	query_bind_text(&q, ":aside", file->is.aside);
	query_bind_int(&q, ":link_id", link->link_id);
	query_bind_int(&q, ":now_ms", now_ms);
	if (query_row(&q))
		*ret_id = query_int(&q, 0);
	return query_close(&q, err);
}

bool
provider_link_receive(struct db *db, const struct provider_link *link, const char *name,
    const struct document_file *file, int32_t due_day, int64_t now_ms, struct err *err)
{
	struct arena a = ARENA_INIT;
	int64_t id;

	bool ok = add_document(db, link, name, file, now_ms, &id, err);
	if (ok && id != 0) {
		const char *object = arena_printf(&a, DOCUMENT_TASK, id);
		ok = audit_add(db, link->actor, "document keep", object, arena_printf(&a, "by their own page, %s, sha256 %s",
		    file->is.type, file->sha256), now_ms, err) &&
		    ask(db, object, arena_printf(&a, "%s %s sent \"%s\": accept or reject document %" PRId64 "%s%s",
		    link->first_name, link->last_name, name, id, file->is.aside != NULL ? "; kept aside: " : "",
		    file->is.aside != NULL ? file->is.aside : ""), due_day, now_ms, err);
	}
	arena_clear(&a);
	return ok;
}

/* The last thing that was said by this link, and in these words? */
static bool
was_said(struct db *db, const struct provider_link *link, const struct provider_said *said, bool *ret_was,
    struct err *err)
{
	struct query q;
	int64_t was;

	query_open(&q, db, "SELECT EXISTS (SELECT 1 FROM (SELECT kind, name, text FROM provider_said WHERE link_id = :link_id"
	    " ORDER BY said_id DESC LIMIT 1) WHERE kind = :kind AND name = :name AND text = :text)");
	query_bind_int(&q, ":link_id", link->link_id);
	query_bind_text(&q, ":kind", said->kind);
	query_bind_text(&q, ":name", said->name);
	query_bind_text(&q, ":text", said->text);
	if (!query_run_int(&q, &was, err))
		return false;
	*ret_was = was != 0;
	return true;
}

static bool
add_said(struct db *db, const struct provider_link *link, const struct provider_said *said, int64_t now_ms,
    int64_t *ret_id, struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO provider_said (link_id, kind, name, text, client, said_ms)"
	    " VALUES (:link_id, :kind, :name, :text, :client, :now_ms) RETURNING said_id");
	query_bind_int(&q, ":link_id", link->link_id);
	query_bind_text(&q, ":kind", said->kind);
	query_bind_text(&q, ":name", said->name);
	query_bind_text(&q, ":text", said->text);
	query_bind_text(&q, ":client", said->client);
	query_bind_int(&q, ":now_ms", now_ms);
	return query_run_int(&q, ret_id, err);
}

bool
provider_link_say(struct db *db, const struct provider_link *link, const struct provider_said *said,
    int32_t due_day, int64_t now_ms, struct err *err)
{
	bool is_correction = strcmp(said->kind, "correction") == 0, was;
	struct arena a = ARENA_INIT;
	int64_t id;

	if (text_blank(said->text) || text_blank(said->name))
		return fail(err, ERR_INPUT, "nothing was said");
	if (!was_said(db, link, said, &was, err))
		return false;
	if (was)
		return true;
	bool ok = add_said(db, link, said, now_ms, &id, err) && note(db, link->actor, is_correction ?
	    "provider correction" : "provider attestation", link->provider_id, arena_printf(&a, "%s, from %s: %s",
	    said->name, said->client, said->text), now_ms, err) && (!is_correction ||
	    ask(db, arena_printf(&a, "said %" PRId64, id), arena_printf(&a, "%s %s (provider %" PRId64 ") proposes: %s",
	    link->first_name, link->last_name, link->provider_id, said->text), due_day, now_ms, err));
	arena_clear(&a);
	return ok;
}

void
provider_link_query_files(struct query *q, struct db *db, int64_t provider_id)
{
	query_open(q, db, "SELECT document_id, name, bytes, status, aside_reason, created_ms FROM document"
	    " WHERE provider_id = :provider_id AND link_id IS NOT NULL ORDER BY document_id DESC LIMIT 100");
	query_bind_int(q, ":provider_id", provider_id);
}

void
provider_link_query_said(struct query *q, struct db *db, int64_t provider_id)
{
	query_open(q, db, "SELECT s.kind, s.name, s.text, s.client, s.said_ms FROM provider_link l JOIN provider_said s"
	    " ON s.link_id = l.link_id WHERE l.provider_id = :provider_id ORDER BY s.said_id DESC LIMIT 20");
	query_bind_int(q, ":provider_id", provider_id);
}

void
provider_link_query_list(struct query *q, struct db *db, int64_t provider_id, int64_t now_ms)
{
	query_open(q, db, "SELECT recipient, created_by, created_ms, expires_ms, revoked_ms, seen_ms,"
	    " revoked_ms IS NULL AND expires_ms > :now_ms AS is_open FROM provider_link"
	    " WHERE provider_id = :provider_id ORDER BY link_id DESC LIMIT 10");
	query_bind_int(q, ":provider_id", provider_id);
	query_bind_int(q, ":now_ms", now_ms);
}
