/*
 * multistatus: elements as they come.  What counts as said of a thing: properties of a propstat whose status
 * is 200; a response may have a status of its own instead of properties.
 */
#include "calendar/multistatus.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/xml.h"
#include "base/banned.h"

#define TEXT_BYTES_MAX	65536			/* of one element */
#define CALDAV		"urn:ietf:params:xml:ns:caldav "

struct multistatus {
	multistatus_fn	 each;
	void		*context;
	struct arena	 arena, item_arena;	/* of the whole list, of one item */
	struct err	 err;			/* why "each" stopped it */
	bool		 stopped;
	struct xml	*xml;
	struct xml_listener listener;
	struct str	 text;
	const char	*parent[XML_DEPTH_MAX + 1];	/* names of the open elements, in the arena of the item */
	int		 depth;
	struct dav_item	 item, said;		/* "said": of the propstat that is open */
	int		 said_status;
	const char	*sync_token;
	bool		 is_list;		/* its root is a multistatus */
};

static bool
is_inside(const struct multistatus *r, const char *name)
{
	for (int i = r->depth - 1; i >= 0; i--)
		if (text_equal(r->parent[i], name))
			return true;
	return false;
}

static void
open_component(struct multistatus *r, const char *const *attribute)
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
	struct multistatus *r = context;

	if (r->depth == 0)
		r->is_list = text_equal(name, "DAV: multistatus");
	if (text_equal(name, "DAV: response")) {
		r->item = (struct dav_item){ .status = 200 };
	} else if (text_equal(name, "DAV: propstat")) {
		r->said = (struct dav_item){ .status = 200 };
		r->said_status = 200;
	} else if (text_equal(name, CALDAV "calendar")) {
		r->said.is_calendar = r->said.is_calendar || is_inside(r, "DAV: resourcetype");
	} else if (text_equal(name, CALDAV "comp")) {
		open_component(r, attribute);
	}
	r->parent[r->depth++] = arena_strdup(&r->item_arena, name);
	str_truncate(&r->text, 0);
}

static void
on_text(void *context, const char *bytes, size_t len)
{
	struct multistatus *r = context;

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
trimmed(struct multistatus *r)
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
keep_said(struct multistatus *r)
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
end_response(struct multistatus *r)
{
	if (!r->stopped && r->item.href != NULL)
		r->stopped = !r->each(r->context, &r->item, &r->err);
	arena_reset(&r->item_arena);
	/* The elements around this one are still open. */
	for (int i = 0; i < r->depth; i++)
		r->parent[i] = "";
}

static void
close_href(struct multistatus *r)
{
	const char *parent = r->depth > 0 ? r->parent[r->depth - 1] : "";

	if (text_equal(parent, "DAV: response"))
		r->item.href = r->item.href != NULL ? r->item.href : trimmed(r);
	else if (text_equal(parent, "DAV: current-user-principal"))
		r->said.principal = trimmed(r);
	else if (text_equal(parent, CALDAV "calendar-home-set"))
		r->said.home = r->said.home != NULL ? r->said.home : trimmed(r);
}

static void
close_status(struct multistatus *r)
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
	struct multistatus *r = context;

	r->depth--;
	if (text_equal(name, "DAV: href"))
		close_href(r);
	else if (text_equal(name, "DAV: status"))
		close_status(r);
	else if (text_equal(name, "DAV: getetag"))
		r->said.etag = trimmed(r);
	else if (text_equal(name, "DAV: displayname"))
		r->said.display_name = trimmed(r);
	else if (text_equal(name, "DAV: sync-token") && r->depth == 1)
		r->sync_token = arena_strdup(&r->arena, trimmed(r));
	else if (text_equal(name, "DAV: propstat"))
		keep_said(r);
	else if (text_equal(name, "DAV: response"))
		end_response(r);
	str_truncate(&r->text, 0);
}

struct multistatus *
multistatus_new(multistatus_fn each, void *context)
{
	struct multistatus *r = heap_alloc(sizeof(*r));

	*r = (struct multistatus){ .each = each, .context = context, .text = STR_INIT };
	r->listener = (struct xml_listener){ on_open, on_text, on_close, r };
	r->xml = xml_new(&r->listener);
	return r;
}

void
multistatus_free(struct multistatus *r)
{
	if (r == NULL)
		return;
	xml_free(r->xml);
	str_clear(&r->text);
	arena_clear(&r->arena);
	arena_clear(&r->item_arena);
	free(r);
}

void
multistatus_add(struct multistatus *r, const void *bytes, size_t len)
{
	struct err later = ERR_INIT;	/* the reader of XML says it again at the end */

	xml_add(r->xml, bytes, len, &later);
}

bool
multistatus_end(struct multistatus *r, const char **ret_sync_token, struct err *err)
{
	if (r->stopped)
		return fail(err, r->err.kind, "%s", r->err.text);
	if (!xml_end(r->xml, err))
		return false;
	if (!r->is_list)
		return fail(err, ERR_INPUT, "it is no multistatus");
	*ret_sync_token = r->sync_token;
	return true;
}
