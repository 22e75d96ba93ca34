/*
 * test_caldav: what a CalDAV server's lists say, whole, in pieces and broken; a deadline written as an event
 * and as a to-do, and read back as people and other programs leave it.
 */
#include "unit/unit.h"

#include "calendar/multistatus.h"
#include "calendar/object.h"

static struct settings settings = {
	.org_name = "Elm Street Clinic",
	.calendar_feed = { .detail = "full", .past_days = 90, .ahead_days = 1830, .alarm_days = 7 },
};

static bool
hear(void *context, const struct dav_item *i, struct err *err)
{
	struct str *heard = context;

	if (text_equal(i->href, "/stop"))
		return fail(err, ERR_BUSY, "enough");
	str_printf(heard, "%s %d %s %s %s %s%s%s%s%s\n", i->href, i->status, i->etag != NULL ? i->etag : "-",
	    i->display_name != NULL ? i->display_name : "-", i->principal != NULL ? i->principal : "-",
	    i->home != NULL ? i->home : "-", i->is_calendar ? " calendar" : "",
	    i->has_components ? " only" : "", i->takes_event ? " events" : "", i->takes_todo ? " todos" : "");
	return true;
}

#define LIST(inside) "<?xml version=\"1.0\"?><D:multistatus xmlns:D=\"DAV:\"" \
	" xmlns:C=\"urn:ietf:params:xml:ns:caldav\">" inside "</D:multistatus>"
#define SAID(href, props) "<D:response><D:href>" href "</D:href><D:propstat><D:prop>" props \
	"</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"

static const struct { const char *in, *want, *token; } lists[] = {
	{ LIST(""), "", NULL },
	{ LIST(SAID("/a.ics", "<D:getetag>\"1\"</D:getetag>") "<D:sync-token>http://x/5</D:sync-token>"),
	  "/a.ics 200 \"1\" - - -\n", "http://x/5" },
	{ LIST("<D:response><D:href>\n /b&amp;c </D:href><D:status>HTTP/1.1 404 Not Found</D:status>"
	  "</D:response>"), "/b&c 404 - - - -\n", NULL },
	/* A property that is not there is told of with a status of its own, before or behind the others. */
	{ LIST("<D:response><D:href>/x</D:href><D:propstat><D:prop><D:getetag>no</D:getetag></D:prop>"
	  "<D:status>HTTP/1.1 404 Not Found</D:status></D:propstat><D:propstat><D:prop><D:displayname>J&#xf8;"
	  "</D:displayname></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"),
	  "/x 200 - J\xc3\xb8 - -\n", NULL },
	{ LIST(SAID("/c/", "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>"
	  "<C:supported-calendar-component-set><C:comp name=\"VTODO\"/></C:supported-calendar-component-set>"
	  "<D:current-user-principal><D:href>/me/</D:href></D:current-user-principal>"
	  "<C:calendar-home-set><D:href>/home/</D:href><D:href>/more/</D:href></C:calendar-home-set>")),
	  "/c/ 200 - - /me/ /home/ calendar only todos\n", NULL },
	/* "calendar" elsewhere makes no calendar; a token inside of a property is not the list's. */
	{ LIST(SAID("/d/", "<C:calendar/><D:sync-token>9</D:sync-token>")), "/d/ 200 - - - -\n", NULL },
	{ LIST(SAID("", "") "<D:response/>"), " 200 - - - -\n", NULL },
};

static void
lists_are_read(void **state)
{
	(void)state;

	for (size_t i = 0; i < LEN(lists); i++)
		for (size_t piece = 1; piece < 9000; piece += 8500) {
			struct str heard = STR_INIT;
			struct err err = ERR_INIT;
			const char *token;
			struct multistatus *m = multistatus_new(hear, &heard);
			size_t len = strlen(lists[i].in);
			for (size_t at = 0; at < len; at += piece)
				multistatus_add(m, lists[i].in + at, piece < len - at ? piece : len - at);
			if (!multistatus_end(m, &token, &err))
				fail_test("%zu: %s", i, err.text);
			assert_string_equal(heard.text, lists[i].want);
			assert_true(text_equal(token, lists[i].token));
			multistatus_free(m);
			str_clear(&heard);
		}
}

static void
what_is_no_list_is_said(void **state)
{
	static const struct { const char *in; enum err_kind kind; const char *words; } cases[] = {
		{ "", ERR_INPUT, "line 1: " },
		{ "<html><body>Log in</body></html>", ERR_INPUT, "it is no multistatus" },
		{ "<multistatus/>", ERR_INPUT, "it is no multistatus" },
		{ "<D:multistatus xmlns:D=\"DAV:\"><D:response>", ERR_INPUT, "line 1: " },
		{ "<!DOCTYPE m [<!ENTITY a \"b\">]><m>&a;</m>", ERR_INPUT, "a document type is not taken" },
		{ LIST(SAID("/stop", "") SAID("/never", "")), ERR_BUSY, "enough" },
	};
	(void)state;

	for (size_t i = 0; i < LEN(cases); i++) {
		struct str heard = STR_INIT;
		struct err err = ERR_INIT;
		const char *token;
		struct multistatus *m = multistatus_new(hear, &heard);
		multistatus_add(m, cases[i].in, strlen(cases[i].in));
		assert_false(multistatus_end(m, &token, &err));
		assert_int_equal(err.kind, cases[i].kind);
		assert_non_null(strstr(err.text, cases[i].words));
		assert_string_equal(heard.text, "");
		multistatus_free(m);
		str_clear(&heard);
	}
}

static struct feed_event
event_of(const char *status)
{
	return (struct feed_event){ .uid = "u1@elm.example", .kind = "expirables", .title = "License; \xc3\xa9\n"
	    "END:VEVENT", .on_day = day_from_civil(2027, 3, 31), .sequence = 4, .status = status,
	    .created_ms = 0, .modified_ms = 86400000, .case_id = 7, .workflow = "w" };
}

static void
what_is_written_is_read(void **state)
{
	static const char *const statuses[] = { "open", "done", "cancelled" };
	const struct calendar_wish wish = { .settings = &settings, .base_url = "https://elm.example" };
	(void)state;

	for (size_t i = 0; i < 2 * LEN(statuses); i++) {
		const char *status = statuses[i / 2];
		enum calendar_component component = i % 2 ? COMPONENT_TODO : COMPONENT_EVENT;
		const struct feed_event event = event_of(status);
		struct str one = STR_INIT, two = STR_INIT;
		struct arena a = ARENA_INIT;
		struct err err = ERR_INIT;
		struct calendar_object object;
		assert_true(calendar_object_write(&event, component, &wish, &one, &err));
		assert_true(calendar_object_write(&event, component, &wish, &two, &err));
		assert_string_equal(one.text, two.text);
		assert_true(calendar_object_read(one.text, one.len, zone_utc(), &a, &object, &err));
		assert_string_equal(object.uid, "u1@elm.example");
		assert_int_equal(object.sequence, 4);
		assert_int_equal(object.on_day, event.on_day);
		/* An event has no such status: its title says so. */
		assert_int_equal(object.is_done, component == COMPONENT_TODO && text_equal(status, "done"));
		assert_int_equal(object.is_cancelled, text_equal(status, "cancelled"));
		assert_int_equal(strstr(one.text, "BEGIN:VALARM") != NULL, text_equal(status, "open"));
		assert_null(strstr(one.text, "METHOD"));	/* RFC 4791, 4.1 */
		arena_clear(&a);
		str_clear(&one);
		str_clear(&two);
	}
}

#define ICS(kind, lines) "BEGIN:VCALENDAR\r\nBEGIN:" kind "\r\nUID:x\r\n" lines "END:" kind "\r\n" \
	"END:VCALENDAR\r\n"

static const struct { const char *in; int year, month, day; bool is_done, is_cancelled; } objects[] = {
	{ ICS("VEVENT", "DTSTART;VALUE=DATE:20270331\r\n"), 2027, 3, 31, false, false },
	{ ICS("VTODO", "DUE;VALUE=DATE:20270331\r\nDTSTART;VALUE=DATE:20270301\r\n"), 2027, 3, 31, false, false },
	{ ICS("VTODO", "DTSTART;VALUE=DATE:20270301\r\n"), 2027, 3, 1, false, false },
	/* A time of day counts for the day that it has here; on a wall clock nobody knows, as written. */
	{ ICS("VEVENT", "DTSTART:20270401T030000Z\r\n"), 2027, 3, 31, false, false },
	{ ICS("VEVENT", "DTSTART;TZID=Asia/Tokyo:20270401T090000\r\n"), 2027, 3, 31, false, false },
	{ ICS("VEVENT", "DTSTART;TZID=Office clock:20270401T010000\r\n"), 2027, 4, 1, false, false },
	{ ICS("VEVENT", "SUMMARY:without a day\r\n"), 0, 0, 0, false, false },
	{ ICS("VTODO", "DUE:nonsense\r\n"), 0, 0, 0, false, false },
	{ ICS("VTODO", "DUE;VALUE=DATE:20270331\r\nSTATUS:COMPLETED\r\n"), 2027, 3, 31, true, false },
	{ ICS("VTODO", "DUE;VALUE=DATE:20270331\r\nPERCENT-COMPLETE:100\r\n"), 2027, 3, 31, true, false },
	{ ICS("VTODO", "DUE;VALUE=DATE:20270331\r\nPERCENT-COMPLETE:50\r\n"), 2027, 3, 31, false, false },
	{ ICS("VTODO", "DUE;VALUE=DATE:20270331\r\nCOMPLETED:20270101T000000Z\r\n"), 2027, 3, 31, true, false },
	{ ICS("VEVENT", "DTSTART;VALUE=DATE:20270331\r\nSTATUS:CANCELLED\r\n"), 2027, 3, 31, false, true },
	{ "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:X\nEND:VTIMEZONE\nBEGIN:VTODO\nDUE;VALUE=DATE:20270331\n"
	  "END:VTODO\nEND:VCALENDAR\n", 2027, 3, 31, false, false },
};

static void
what_people_leave_is_read(void **state)
{
	(void)state;

	for (size_t i = 0; i < LEN(objects); i++) {
		struct arena a = ARENA_INIT;
		struct err err = ERR_INIT;
		struct calendar_object object;
		int32_t want = objects[i].year == 0 ? DAY_NONE :
		    day_from_civil(objects[i].year, objects[i].month, objects[i].day);
		if (!calendar_object_read(objects[i].in, strlen(objects[i].in),
		    zone_find("America/Chicago", NULL), &a, &object, &err))
			fail_test("%zu: %s", i, err.text);
		if (object.on_day != want || object.is_done != objects[i].is_done ||
		    object.is_cancelled != objects[i].is_cancelled)
			fail_test("%zu: day %d, %d, %d", i, object.on_day, object.is_done, object.is_cancelled);
		arena_clear(&a);
	}
}

static void
what_is_no_object_is_said(void **state)
{
	static const struct { const char *in, *words; } cases[] = {
		{ "", "it does not begin with BEGIN:VCALENDAR" },
		{ "<html>", "it does not begin with BEGIN:VCALENDAR" },
		{ "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "there is no event and no to-do in it" },
		{ "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "it is cut off" },
		{ ICS("VJOURNAL", ""), "there is no event and no to-do in it" },
	};
	(void)state;

	for (size_t i = 0; i < LEN(cases); i++) {
		struct arena a = ARENA_INIT;
		struct err err = ERR_INIT;
		struct calendar_object object;
		assert_false(calendar_object_read(cases[i].in, strlen(cases[i].in), zone_utc(), &a, &object,
		    &err));
		assert_int_equal(err.kind, ERR_INPUT);
		if (strstr(err.text, cases[i].words) == NULL)
			fail_test("%zu: %s", i, err.text);
		arena_clear(&a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_are_read), cmocka_unit_test(what_is_no_list_is_said),
		cmocka_unit_test(what_is_written_is_read), cmocka_unit_test(what_people_leave_is_read),
		cmocka_unit_test(what_is_no_object_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
