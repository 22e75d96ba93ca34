/* push: a round: who, where, what changed there, what is to be said, and how it went. */
#include "calendar/push.h"

#include <poll.h>
#include <stddef.h>

#include "base/stopwatch.h"
#include "base/str.h"
#include "base/turn.h"
#include "calendar/discover.h"
#include "calendar/push_inside.h"
#include "store/fact.h"
#include "store/folder.h"
#include "base/banned.h"

#define ROUND_MS	(30 * MS_PER_MINUTE)	/* then the others have their turn */

/* After the n-th failure in a row.  A password that is refused is not tried often: accounts get locked. */
static const int64_t pause_ms[] = { MS_PER_MINUTE, 5 * MS_PER_MINUTE, 15 * MS_PER_MINUTE, MS_PER_HOUR };
static const int64_t refused_pause_ms[] = { MS_PER_HOUR, 6 * MS_PER_HOUR, MS_PER_DAY };

static bool
is_cancelled(const struct push *p)
{
	struct pollfd fd = { p->wish->cancel_fd, POLLIN, 0 };

	return p->wish->cancel_fd >= 0 && poll(&fd, 1, 0) > 0;
}

bool
push_is_over(const struct push *p)
{
	return is_cancelled(p) || stopwatch_ms() - p->began_ms > ROUND_MS;
}

/* Changes whenever something changed that any calendar shows. */
static bool
push_mark(struct db *db, struct arena *a, const char **ret_mark, struct err *err)
{
	int64_t version;

	if (!feed_version(db, &version, err))
		return false;
	*ret_mark = arena_printf(a, "%lld", (long long)version);
	return true;
}

/* Another one of these is another collection. */
static const char *
place_of(const struct calendar_account *c, struct arena *a)
{
	return arena_printf(a, "%s %s %s %s", c->url, c->collection, c->user != NULL ? c->user : "",
	    c->component == COMPONENT_TODO ? "todo" : "event");
}

static bool
read_only(struct db *db, const struct calendar_account *c, struct feed_filter *only, struct err *err)
{
	const struct { const char *key, *value; } limits[] = {
		{ "person", c->only.person }, { "role", c->only.role }, { "provider", c->only.provider },
		{ "payer", c->only.payer }, { "location", c->only.location }, { "kind", c->only.kind },
	};

	for (size_t i = 0; i < LEN(limits); i++)
		if (limits[i].value != NULL &&
		    !feed_filter_add(db, limits[i].key, limits[i].value, only, err))
			return fail_in(err, "only: %s", limits[i].key);
	return true;
}

bool
calendar_push_check(struct db *db, const struct calendar_account *account, struct err *err)
{
	struct feed_filter only = { .provider_id = 0 };

	return read_only(db, account, &only, err);
}

/* A copy that was restored does not push an old state over the present one before a person says so. */
static bool
check_restored(struct push *p, struct err *err)
{
	const char *restored;

	if (!fact_load(p->wish->db, "restored", &p->arena, &restored, err))
		return false;
	return restored == NULL || restored[0] == '\0' || fail(err, ERR_CONFLICT, "this database was "
	    "restored from an older copy. Calendars are pushed again when its letters are let go: "
	    "mail release all");
}

static bool
save_state(struct push *p, struct err *err)
{
	struct db *db = p->wish->db;

	return db_begin(db, err) && db_end(db, caldav_save(db, &p->state, err), err);
}

static bool
find_collection(struct push *p, struct err *err)
{
	const char *url;

	if (p->state.url != NULL)
		return true;
	if (!discover_collection(&p->dav, p->account, &p->arena, &url, err))
		return false;
	p->state.url = url;
	return save_state(p, err);
}

/* The collection is gone, with all that was in it. */
static bool
forget_collection(struct push *p, struct err *err)
{
	struct db *db = p->wish->db;
	struct caldav_counts counts = { 0 };

	p->state.url = p->state.sync_token = NULL;
	if (!caldav_item_count(db, p->state.name, &counts, err) || !db_begin(db, err))
		return false;
	p->counts->repaired += counts.there;
	return db_end(db, caldav_save(db, &p->state, err) &&
	    caldav_item_forget_all(db, p->state.name, p->wish->now_ms, err), err);
}

static bool
look(struct push *p, struct err *err)
{
	struct err why = ERR_INIT;

	if (push_look(p, &why))
		return true;
	if (why.kind != ERR_MISSING)
		return fail(err, why.kind, "%s", why.text);
	return forget_collection(p, err) && find_collection(p, err) && push_look(p, err);
}

/* In parts, so that a first push of very many needs little memory and keeps nobody from writing. */
static bool
plan_and_send(struct push *p, struct err *err)
{
	bool more = true, again = p->wish->by_hand;

	while (more && !push_is_over(p)) {
		if (!push_plan(p, &more, err) || !push_send(p, again, err))
			return false;
		again = false;
	}
	return true;
}

static bool
work(struct push *p, struct err *err)
{
	const char *mark;

	if (!check_restored(p, err) || !read_only(p->wish->db, p->account, &p->only, err) || !find_collection(p, err) || !look(p, err) ||
	    !push_mark(p->wish->db, &p->arena, &mark, err))
		return false;
	p->state.mark = mark;
	return plan_and_send(p, err);
}

static bool
with_account(struct push *p, struct err *err)
{
	const struct calendar_account *c = p->account;
	const struct http_settings settings = { .ca_file = c->ca_file, .folder = p->wish->folder,
	    .cancel_fd = p->wish->cancel_fd };

	p->dav.user = c->user;
	if (c->password != NULL && !folder_secret(p->wish->folder, p->wish->settings, c->password,
	    &p->arena, &p->dav.password, err))
		return false;
	p->dav.http = http_open(&settings);
	bool ok = work(p, err);
	http_close(p->dav.http);
	return ok;
}

static int64_t
pause_of(const struct push *p, const struct err *why)
{
	const int64_t *pauses = why->kind == ERR_AUTH ? refused_pause_ms : pause_ms;
	size_t last = (why->kind == ERR_AUTH ? LEN(refused_pause_ms) : LEN(pause_ms)) - 1;
	size_t n = (size_t)p->state.failures;

	int64_t pause = pauses[n < last ? n : last];
	int64_t wanted = p->dav.away_ms < MS_PER_DAY ? p->dav.away_ms : MS_PER_DAY;
	return wanted > pause ? wanted : pause;
}

/* How it went, kept for whoever looks; a program that is stopping is no failure. */
static bool
note_end(struct push *p, bool ok, const struct err *why, struct err *err)
{
	int64_t now_ms = p->wish->now_ms + stopwatch_ms() - p->began_ms;
	bool is_whole = !push_is_over(p) && !p->is_behind;
	struct caldav_counts counts = { 0 };

	if (!caldav_item_count(p->wish->db, p->state.name, &counts, err))
		return false;
	p->counts->there = p->state.items = counts.there;
	p->counts->waiting = p->state.waiting = counts.waiting;
	p->state.refused = counts.refused;
	p->counts->requests = p->dav.requests;
	p->state.tried_ms = now_ms;
	if (ok) {
		p->state.failures = 0;
		p->state.error = NULL;
		p->state.pushed_ms = is_whole ? now_ms : p->state.pushed_ms;
		p->state.next_ms = now_ms + (is_whole ? p->account->look_minutes * MS_PER_MINUTE : 0);
	} else if (!is_cancelled(p)) {
		p->state.next_ms = now_ms + pause_of(p, why);
		p->state.failures++;
		p->state.error = why->text;
	}
	return save_state(p, err);
}

static bool
open_state(struct push *p, struct err *err)
{
	struct db *db = p->wish->db;

	return db_begin(db, err) &&
	    db_end(db, caldav_open(db, p->account->name, place_of(p->account, &p->arena),
	    p->wish->now_ms, &p->arena, &p->state, err), err);
}

static bool
in_turn(struct push *p, struct err *err)
{
	struct err why = ERR_INIT;

	if (!open_state(p, err))
		return false;
	bool ok = with_account(p, &why);
	if (!note_end(p, ok, &why, err))
		return false;
	return ok || fail(err, why.kind, "%s", why.text);
}

bool
calendar_push(const struct push_wish *wish, const struct calendar_account *account,
    struct push_counts *ret_counts, struct err *err)
{
	const struct settings *s = wish->settings;
	struct push p = { .wish = wish, .account = account, .counts = ret_counts,
	    .began_ms = stopwatch_ms() };
	int turn;

	*ret_counts = (struct push_counts){ .put = 0 };
	if (!turn_take(wish->folder, "calendar", "pushing calendars", &turn, err))
		return false;
	/* A port that changes with each start would change every link each time. */
	p.shape = (struct calendar_wish){ .settings = s, .now_ms = wish->now_ms, .base_url =
	    s->web.url != NULL || s->web.port != 0 ? settings_url(s, s->web.port, &p.arena) : NULL };
	bool ok = in_turn(&p, err);
	turn_end(turn);
	arena_clear(&p.arena);
	return ok;
}

bool
calendar_push_state(struct db *db, const struct calendar_account *account, struct arena *a,
    struct caldav *ret_state, struct err *err)
{
	bool known;

	return caldav_load(db, account->name, place_of(account, a), a, ret_state, &known, err);
}

static bool
is_set(const struct settings *settings, const char *name)
{
	for (size_t i = 0; i < settings->accounts; i++)
		if (text_equal(settings->account[i].name, name))
			return true;
	return false;
}

static bool
forget(struct db *db, const char *name, int64_t now_ms, struct err *err)
{
	return db_begin(db, err) && db_end(db, caldav_forget(db, name, now_ms, err), err);
}

bool
calendar_push_forget(struct db *db, const struct settings *settings, int64_t now_ms, struct err *err)
{
	struct arena a = ARENA_INIT;
	const char **names;
	size_t count;

	bool ok = caldav_list_names(db, &a, &names, &count, err);
	for (size_t i = 0; ok && i < count; i++)
		ok = is_set(settings, names[i]) || forget(db, names[i], now_ms, err);
	arena_clear(&a);
	return ok;
}

static bool
is_due(struct db *db, const struct calendar_account *account, int64_t now_ms, struct arena *a,
    bool *ret_due, struct err *err)
{
	struct caldav state;
	const char *mark;
	bool known;

	if (!caldav_load(db, account->name, place_of(account, a), a, &state, &known, err))
		return false;
	*ret_due = !known || now_ms >= state.next_ms;
	if (*ret_due || state.failures > 0)
		return true;
	if (!push_mark(db, a, &mark, err))
		return false;
	*ret_due = !text_equal(mark, state.mark);
	return *ret_due || caldav_is_answered(db, account->name, ret_due, err);
}

bool
calendar_push_is_due(struct db *db, const struct calendar_account *account, int64_t now_ms,
    bool *ret_due, struct err *err)
{
	struct arena a = ARENA_INIT;
	bool ok = is_due(db, account, now_ms, &a, ret_due, err);

	arena_clear(&a);
	return ok;
}
