/*
 * dav: a 207 as its elements come.  What counts as said of a thing: properties of a propstat whose status
 * is 200; a response may have a status of its own instead of properties.
 */
#include "calendar/dav.h"

#include <string.h>
#include <strings.h>

#include "base/xml.h"
#include "base/banned.h"

#define LIST_BYTES_MAX	((size_t)256 << 20)	/* it is not kept */
#define LIST_MS		(10 * 60000)
#define TEXT_BYTES_MAX	65536			/* of one element */
#define HREF		"DAV: href"

struct reading {
	dav_item_fn	 each;
	void		*context;
	struct arena	*arena;			/* of the whole answer */
	struct arena	 item_arena;
	struct err	*err;
	bool		 stopped;		/* "each" said so */
	struct xml	*xml;
	struct str	 text;
	const char	*parent[XML_DEPTH_MAX + 1];	/* names of the open elements, in the arena of the item */
	int		 depth;
	struct dav_item	 item, said;		/* "said": of the propstat that is open */
	int		 said_status;
	const char	*sync_token;
	bool		 is_list;		/* its root is a multistatus */
};

static bool
is_inside(const struct reading *r, const char *name)
{
	for (int i = r->depth - 1; i >= 0; i--)
		if (text_equal(r->parent[i], name))
			return true;
	return false;
}

static void
open_component(struct reading *r, const char *const *attribute)
{
	for (; *attribute != NULL; attribute += 2) {
		if (!text_equal(attribute[0], "name"))
			continue;
		r->said.has_components = true;
		r->said.takes_event = r->said.takes_event || text_equal_nocase(attribute[1], "VEVENT");
		r->said.takes_todo = r->said.takes_todo || text_equal_nocase(attribute[1], "VTODO");
	}
}

static void
on_open(void *context, const char *name, const char *const *attribute)
{
	struct reading *r = context;

	if (r->depth == 0)
		r->is_list = text_equal(name, "DAV: multistatus");
	if (text_equal(name, "DAV: response")) {
		r->item = (struct dav_item){ .status = 200 };
	} else if (text_equal(name, "DAV: propstat")) {
		r->said = (struct dav_item){ .status = 200 };
		r->said_status = 200;
	} else if (text_equal(name, "urn:ietf:params:xml:ns:caldav calendar")) {
		r->said.is_calendar = r->said.is_calendar || is_inside(r, "DAV: resourcetype");
	} else if (text_equal(name, "urn:ietf:params:xml:ns:caldav comp")) {
		open_component(r, attribute);
	}
	r->parent[r->depth++] = arena_strdup(&r->item_arena, name);
	str_truncate(&r->text, 0);
}

static void
on_text(void *context, const char *bytes, size_t len)
{
	struct reading *r = context;

	if (r->text.len + len <= TEXT_BYTES_MAX)
		str_add_bytes(&r->text, bytes, len);
}

/* "HTTP/1.1 404 Not Found"; 0: it is none. */
static int
status_of(const char *text)
{
	const char *blank = strchr(text, ' ');
	int status = 0;

	for (const char *p = blank; p != NULL && p[1] >= '0' && p[1] <= '9' && status < 1000; p++)
		status = status * 10 + (p[1] - '0');
	return status;
}

static const char *
trimmed(struct reading *r)
{
	static const char blanks[] = " \t\r\n";
	const char *text = r->text.text + strspn(r->text.text, blanks);
	size_t len = strlen(text);

	while (len > 0 && strchr(blanks, text[len - 1]) != NULL)
		len--;
	return arena_strndup(&r->item_arena, text, len);
}

/* What was said of the thing in a propstat with status 200. */
static void
keep_said(struct reading *r)
{
	struct dav_item *to = &r->item, *from = &r->said;

	if (r->said_status < 200 || r->said_status > 299)
		return;
	to->etag = from->etag != NULL ? from->etag : to->etag;
	to->display_name = from->display_name != NULL ? from->display_name : to->display_name;
	to->principal = from->principal != NULL ? from->principal : to->principal;
	to->home = from->home != NULL ? from->home : to->home;
	to->is_calendar = to->is_calendar || from->is_calendar;
	to->has_components = to->has_components || from->has_components;
	to->takes_event = to->takes_event || from->takes_event;
	to->takes_todo = to->takes_todo || from->takes_todo;
}

static void
end_response(struct reading *r)
{
	if (!r->stopped && r->item.href != NULL)
		r->stopped = !r->each(r->context, &r->item, r->err);
	arena_reset(&r->item_arena);
	/* The elements around this one are still open. */
	for (int i = 0; i < r->depth; i++)
		r->parent[i] = "";
}

static void
close_href(struct reading *r)
{
	const char *parent = r->depth > 0 ? r->parent[r->depth - 1] : "";

	if (text_equal(parent, "DAV: response"))
		r->item.href = r->item.href != NULL ? r->item.href : trimmed(r);
	else if (text_equal(parent, "DAV: current-user-principal"))
		r->said.principal = trimmed(r);
	else if (text_equal(parent, "urn:ietf:params:xml:ns:caldav calendar-home-set"))
		r->said.home = r->said.home != NULL ? r->said.home : trimmed(r);
}

static void
close_status(struct reading *r)
{
	const char *parent = r->depth > 0 ? r->parent[r->depth - 1] : "";

	if (text_equal(parent, "DAV: propstat"))
		r->said_status = status_of(trimmed(r));
	else if (text_equal(parent, "DAV: response"))
		r->item.status = status_of(trimmed(r));
}

static void
on_close(void *context, const char *name)
{
	struct reading *r = context;

	r->depth--;
	if (text_equal(name, HREF))
		close_href(r);
	else if (text_equal(name, "DAV: status"))
		close_status(r);
	else if (text_equal(name, "DAV: getetag"))
		r->said.etag = trimmed(r);
	else if (text_equal(name, "DAV: displayname"))
		r->said.display_name = trimmed(r);
	else if (text_equal(name, "DAV: sync-token") && r->depth == 1)
		r->sync_token = arena_strdup(r->arena, trimmed(r));
	else if (text_equal(name, "DAV: propstat"))
		keep_said(r);
	else if (text_equal(name, "DAV: response"))
		end_response(r);
	str_truncate(&r->text, 0);
}

/* What cannot be read is judged when the whole answer is there: it may be a page for people. */
static bool
take(void *context, const void *bytes, size_t len, struct err *err)
{
	struct reading *r = context;
	struct err later = ERR_INIT;

	(void)err;
	xml_add(r->xml, bytes, len, &later);
	return true;
}

bool
dav_send(struct dav *dav, const struct http_request *request, struct arena *a,
    struct http_answer *ret_answer, struct err *err)
{
	struct http_request r = *request;

	r.user = dav->user;
	r.password = dav->password;
	r.is_digest = dav->is_digest;
	dav->requests++;
	if (!http_send(dav->http, &r, a, ret_answer, err))
		return false;
	if (dav->user == NULL || r.is_digest || !http_wants_digest(ret_answer))
		return true;
	dav->is_digest = r.is_digest = true;
	dav->requests++;
	return http_send(dav->http, &r, a, ret_answer, err);
}

static bool
read_list(struct dav *dav, struct http_request *request, struct reading *r, struct arena *a,
    struct dav_list *list, struct err *err)
{
	struct err why = ERR_INIT;

	r->err = &why;
	if (!dav_send(dav, request, a, &list->answer, &why))
		return fail(err, why.kind, "%s", why.text);
	list->status = list->answer.status;
	if (list->status != 207)
		return true;
	if (r->stopped)
		return fail(err, why.kind, "%s", why.text);
	if (!xml_end(r->xml, &why) || !r->is_list)
		return fail(err, ERR_INPUT, "%s sent a list that cannot be read: %s",
		    http_host(a, list->answer.url), why.kind == ERR_NONE ? "it is none" : why.text);
	list->sync_token = r->sync_token;
	return true;
}

bool
dav_list(struct dav *dav, const char *method, const char *url, const char *depth, const char *body,
    dav_item_fn each, void *context, struct arena *a, struct dav_list *ret_list, struct err *err)
{
	struct reading r = { .each = each, .context = context, .arena = a, .text = STR_INIT };
	const struct xml_listener listener = { on_open, on_text, on_close, &r };
	struct http_request request = {
		.method = method, .url = url, .body = body, .body_len = strlen(body),
		.headers = { "Content-Type: application/xml; charset=utf-8",
		    arena_printf(a, "Depth: %s", depth) },
		.body_max = LIST_BYTES_MAX, .timeout_ms = LIST_MS, .sink = take, .sink_context = &r,
	};

	*ret_list = (struct dav_list){ .status = 0 };
	r.xml = xml_new(&listener);
	bool ok = read_list(dav, &request, &r, a, ret_list, err);
	xml_free(r.xml);
	str_clear(&r.text);
	arena_clear(&r.item_arena);
	return ok;
}
