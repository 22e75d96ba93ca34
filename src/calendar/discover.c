/*
 * discover: look at the address; ask it who we are; ask there where our calendars are; look at those.
 * Each link is followed on the same host alone.
 */
#include "calendar/discover.h"

#include <string.h>

#include "base/str.h"
#include "base/banned.h"

static const char ask_about[] = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
    "<d:propfind xmlns:d=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:caldav\"><d:prop>"
    "<d:resourcetype/><d:displayname/><d:current-user-principal/><c:calendar-home-set/>"
    "<c:supported-calendar-component-set/></d:prop></d:propfind>\n";

struct search {
	struct dav	*dav;
	const struct calendar_account *account;
	struct arena	*arena;
	struct dav_item	 seen;		/* what was told of the one address that was asked about */
	const char	*base;		/* that address, after redirects */
	const char	*found;		/* the calendar of the wanted name */
	struct dav_item	 found_item;
	struct str	 others;	/* names of other calendars */
};

static struct dav_item
item_copy(struct arena *a, const struct dav_item *item)
{
	struct dav_item copy = *item;

	copy.href = arena_strdup(a, item->href);
	copy.etag = arena_strdup(a, item->etag);
	copy.display_name = arena_strdup(a, item->display_name);
	copy.principal = arena_strdup(a, item->principal);
	copy.home = arena_strdup(a, item->home);
	return copy;
}

static bool
take_one(void *context, const struct dav_item *item, struct err *err)
{
	struct search *s = context;

	(void)err;
	s->seen = item_copy(s->arena, item);
	return true;
}

/* What is at that address?  The status is the caller's to judge. */
static bool
look(struct search *s, const char *url, struct dav_list *ret_list, struct err *err)
{
	s->seen = (struct dav_item){ .status = 0 };
	if (!dav_list(s->dav, "PROPFIND", url, "0", ask_about, take_one, s, s->arena, ret_list, err))
		return false;
	s->base = ret_list->answer.url;
	return true;
}

static bool
look_well(struct search *s, const char *url, struct err *err)
{
	struct dav_list list;

	return look(s, url, &list, err) && (list.status == 207 || http_refuse(&list.answer, err));
}

/* A link that the server gave, which leads to the same host or is refused. */
static bool
follow(struct search *s, const char *href, const char **ret_url, struct err *err)
{
	if (!http_url_resolve(s->arena, s->base, href, ret_url, err))
		return false;
	return http_url_same_host(s->base, *ret_url) ||
	    fail(err, ERR_INPUT, "%s keeps calendars on another host, where we do not go by ourselves. If "
	    "that is right, put this into the settings as url: %s", http_host(s->arena, s->base), *ret_url);
}

static const char *
with_slash(struct arena *a, const char *url)
{
	return text_ends(url, "/") ? url : arena_printf(a, "%s/", url);
}

/* Does the collection take what we want to put there?  One that says nothing takes all. */
static bool
check_component(struct search *s, const struct dav_item *item, struct err *err)
{
	bool todo = s->account->component == COMPONENT_TODO;

	if (!item->has_components || (todo ? item->takes_todo : item->takes_event))
		return true;
	return fail(err, ERR_INPUT, "the calendar on %s takes no %s. Set component: %s, or use another "
	    "calendar", http_host(s->arena, s->base), todo ? "to-dos" : "events", todo ? "event" : "todo");
}

static bool
make(struct search *s, const char *url, struct err *err)
{
	struct http_answer answer;
	struct str body = STR_INIT;

	str_add(&body, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<c:mkcalendar xmlns:d=\"DAV:\""
	    " xmlns:c=\"urn:ietf:params:xml:ns:caldav\"><d:set><d:prop><d:displayname>");
	str_add_html(&body, s->account->collection);
	str_printf(&body, "</d:displayname><c:supported-calendar-component-set><c:comp name=\"%s\"/>"
	    "</c:supported-calendar-component-set></d:prop></d:set></c:mkcalendar>\n",
	    s->account->component == COMPONENT_TODO ? "VTODO" : "VEVENT");
	const struct http_request request = { .method = "MKCALENDAR", .url = url, .body = body.text,
	    .body_len = body.len, .headers = { "Content-Type: application/xml; charset=utf-8" } };
	bool ok = dav_send(s->dav, &request, s->arena, &answer, err);
	str_clear(&body);
	if (!ok || (answer.status >= 200 && answer.status < 300))
		return ok;
	http_refuse(&answer, err);
	return fail_in(err, "the calendar \"%s\" is not there and could not be made%s%s%s",
	    s->account->collection, s->others.len > 0 ? " (there are: " : "", s->others.text,
	    s->others.len > 0 ? ")" : "");
}

/* The last part of a path, as it is written there. */
static const char *
last_part(struct arena *a, const char *href)
{
	size_t len = strlen(href);

	while (len > 0 && href[len - 1] == '/')
		len--;
	size_t start = len;
	while (start > 0 && href[start - 1] != '/')
		start--;
	return arena_strndup(a, href + start, len - start);
}

static bool
take_calendar(void *context, const struct dav_item *item, struct err *err)
{
	struct search *s = context;
	const char *wanted = s->account->collection, *part = last_part(s->arena, item->href);
	struct str escaped = STR_INIT;

	(void)err;
	if (!item->is_calendar)
		return true;
	http_add_escaped(&escaped, wanted);
	if (s->found == NULL && (text_equal_nocase(item->display_name, wanted) ||
	    text_equal(part, wanted) || text_equal(part, escaped.text))) {
		s->found_item = item_copy(s->arena, item);
		s->found = s->found_item.href;
	} else if (s->others.len < 200)
		str_printf(&s->others, "%s\"%.60s\"", s->others.len > 0 ? ", " : "",
		    item->display_name != NULL ? item->display_name : part);
	str_clear(&escaped);
	return true;
}

/* Among the account's calendars, by name; a missing one is made beside them. */
static bool
find_in_home(struct search *s, const char *home, const char **ret_url, struct err *err)
{
	struct dav_list list;
	struct str url = STR_INIT;

	if (!dav_list(s->dav, "PROPFIND", home, "1", ask_about, take_calendar, s, s->arena, &list, err))
		return false;
	if (list.status != 207)
		return http_refuse(&list.answer, err);
	s->base = list.answer.url;
	if (s->found != NULL)
		return follow(s, s->found, ret_url, err) && check_component(s, &s->found_item, err);
	str_add(&url, with_slash(s->arena, s->base));
	http_add_escaped(&url, s->account->collection);
	*ret_url = arena_strdup(s->arena, url.text);
	str_clear(&url);
	*ret_url = with_slash(s->arena, *ret_url);
	return make(s, *ret_url, err);
}

static bool
is_host_alone(const char *url)
{
	const char *path = strchr(strstr(url, "://") + 3, '/');

	return path == NULL || text_equal(path, "/");
}

/* From what was told of some address to the folder of our calendars. */
static bool
find_home(struct search *s, const char **ret_home, struct err *err)
{
	const char *principal;

	if (s->seen.home != NULL)
		return follow(s, s->seen.home, ret_home, err);
	if (s->seen.principal == NULL && !is_host_alone(s->account->url)) {
		*ret_home = s->base;		/* perhaps the folder of calendars itself */
		return true;
	}
	if (s->seen.principal == NULL)
		return fail(err, ERR_INPUT, "%s tells of no calendars at this address. Put that of a calendar "
		    "into the settings", http_host(s->arena, s->base));
	if (!follow(s, s->seen.principal, &principal, err) || !look_well(s, principal, err))
		return false;
	if (s->seen.home == NULL)
		return fail(err, ERR_INPUT, "%s does not say where this account's calendars are. Put the "
		    "address of one into the settings", http_host(s->arena, s->base));
	return follow(s, s->seen.home, ret_home, err);
}

/* A host alone: what its well-known address says, or its root. */
static bool
look_at_host(struct search *s, const char *url, struct err *err)
{
	struct dav_list list;
	const char *known;

	if (!http_url_resolve(s->arena, url, "/.well-known/caldav", &known, err) ||
	    !look(s, known, &list, err))
		return false;
	if (list.status == 207)
		return true;
	return list.status == 401 || list.status == 403 || list.status >= 429 ?
	    http_refuse(&list.answer, err) : look_well(s, with_slash(s->arena, url), err);
}

/* An address with a path: a calendar, one that is still to be made, or some other place. */
static bool
look_at_path(struct search *s, const char *url, const char **ret_url, struct err *err)
{
	struct dav_list list;

	if (!look(s, url, &list, err))
		return false;
	if (list.status == 404 || list.status == 410) {
		*ret_url = with_slash(s->arena, url);
		return make(s, *ret_url, err);
	}
	if (list.status != 207)
		return http_refuse(&list.answer, err);
	if (!s->seen.is_calendar)
		return true;
	*ret_url = with_slash(s->arena, s->base);
	return check_component(s, &s->seen, err);
}

static bool
search(struct search *s, const char **ret_url, struct err *err)
{
	const char *url = s->account->url, *home, *found = NULL;

	if (!(is_host_alone(url) ? look_at_host(s, url, err) : look_at_path(s, url, &found, err)))
		return false;
	if (found == NULL && (!find_home(s, &home, err) || !find_in_home(s, home, &found, err)))
		return false;
	*ret_url = found;
	return true;
}

bool
discover_collection(struct dav *dav, const struct calendar_account *account, struct arena *a,
    const char **ret_url, struct err *err)
{
	struct search s = { .dav = dav, .account = account, .arena = a, .others = STR_INIT };
	bool ok = search(&s, ret_url, err);

	str_clear(&s.others);
	return ok;
}
