/*
 * test_injection: the same hostile texts at every door through which text leaves: letters (subject, body, names,
 * thread, file names), calendars, tables, pages, terminals; and at those through which it comes in: the header of
 * received mail, cells of an import, addresses.  One table of texts, one of doors: a door that opens is a failure.
 */
#include "unit/unit.h"

#include "base/csv.h"
#include "base/csv_write.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/utf8.h"
#include "calendar/feed.h"
#include "calendar/invitation.h"
#include "core/record.h"
#include "mail/compose.h"
#include "mail/mime.h"
#include "workflow/template.h"

#define OWN	"team@elm.example"
#define NOW_MS	1795532405000LL

static struct arena arena;
static struct settings settings = {
	.org_name = "Elm Street Clinic",
	.mail = { .from = OWN, .domain = "elm.example", .plus_address = true, .html = true },
	.calendar_feed = { .detail = "full", .past_days = 90, .ahead_days = 1830, .alarm_days = 7 },
};

/* "Evil" begins what would be a line of its own. */
static const char *const hostile[] = {
	"x\r\nEvil: 1", "x\nEvil: 1", "x\rEvil: 1", "\r\n\r\nEvil: 1", "x\r\n Evil: 1", "x\r\n\tEvil: 1",
	"x\nEvil:1\nEND:VEVENT\nEND:VCALENDAR\n", "x\n.\r\nMAIL FROM:<evil@x>\r\n", "x\x0b" "Evil: 1\x0c" "Evil: 2",
	"=?utf-8?Q?x=0D=0AEvil:_1?=", "=?utf-8?B?eA0KRXZpbDogMQ==?=", "=?utf-8?Q?=00=1B[2JEvil?=", "=?x?Q?",
	"a\xe2\x80\xae" "fdp.exe", "\xe2\x81\xa6" "left\xe2\x81\xa9", "z\xe2\x80\x8b" "w\xef\xbb\xbf", "\xf3\xa0\x81\x81tag",
	"x\xe2\x80\xa8" "Evil: 1\xe2\x80\xa9" "Evil: 2\xc2\x85" "Evil: 3",
	"\x1b[2J\x1b]0;Evil\x07", "\xc2\x9b" "2J", "\x7f\x01\x02", "\xff\xfe\xc3", "\xed\xa0\x80",
	"=cmd|' /C calc'!A0", "+1+cmd", "-2+3", "@SUM(1)", "\t=1", "\r=1",
	"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'; DROP TABLE provider; --", "{{provider.npi}}",
	"..\\..\\evil.exe", "../../etc/passwd", "a;b,c:\"d\"", "%0d%0aEvil: 1", "--=-abcdefghijklmnopqrstuvwxyz", "=document 1 x",
};

/* The same, and one that is longer than any line may be. */
#define TEXTS	(LEN(hostile) + 1)

static const char *
text_at(size_t i)
{
	if (i < LEN(hostile))
		return hostile[i];
	char *long_one = arena_alloc(&arena, 70000);
	memset(long_one, 'L', 69999);
	for (size_t j = 500; j < 69999; j += 500)
		memcpy(long_one + j, "\r\nEvil: ", 8);
	long_one[69999] = '\0';
	return long_one;
}

/* Characters that turn the order of others, or are not seen. */
static bool
has_hidden(const char *text)
{
	static const char *const signs[] = { "\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x81\xa9", "\xe2\x80\x8b", "\xf3\xa0\x81\x81" };

	for (size_t i = 0; i < LEN(signs); i++)
		if (strstr(text, signs[i]) != NULL)
			return true;
	return false;
}

static bool
has_control(const char *text, const char *but)
{
	for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++)
		if ((*p < 0x20 && strchr(but, *p) == NULL) || *p == 0x7f || (p[0] == 0xc2 && p[1] >= 0x80 && p[1] <= 0x9f))
			return true;
	return false;
}

static bool
begins_line(const char *text, const char *word)
{
	for (const char *p = text; (p = strstr(p, word)) != NULL; p++)
		if (p == text || p[-1] == '\n' || p[-1] == '\r')
			return true;
	return false;
}

/* A letter whose every field is the text, with a document of that name. */
static void
at_a_letter(const char *text)
{
	const struct attached paper = { .kind = "w9", .document_id = 1, .name = text, .content_type = "application/pdf",
	    .sha256 = "0000000000000000000000000000000000000000000000000000000000000000" };
	const struct outbox_letter letter = { .case_id = 7, .rule = text, .name = text, .idem = "abcdefghijklmnopqrstuvwxyz",
	    .rfc_message_id = "<abcdefghijklmnopqrstuvwxyz@elm.example>", .recipient = "enroll@payer.example",
	    .subject = text, .body = text, .html = text, .thread_ids = text };
	struct str out = STR_INIT;
	struct err err = ERR_INIT;
	struct mail_content back;

	settings.mail.from_name = text;
	assert_true(compose_letter(&letter, &paper, 1, &settings, NOW_MS, &out, &err));
	assert_int_equal(strlen(out.text), out.len);
	const char *end = strstr(out.text, "\r\n\r\n");
	const char *head = arena_strndup(&arena, out.text, (size_t)(end - out.text));
	assert_false(begins_line(head, "Evil"));
	for (const char *p = out.text; *p != '\0'; p++) {
		assert_true((unsigned char)*p < 0x7f && ((unsigned char)*p >= 0x20 || strchr("\r\n\t", *p) != NULL));
		assert_true(*p != '\n' || p[-1] == '\r');
		assert_true(*p != '\r' || p[1] == '\n');
	}
	for (const char *p = out.text; *p != '\0'; p += strcspn(p, "\n") + 1)
		assert_true(strcspn(p, "\n") <= 998);
	/* The sender's marks of documents are where we put them, once. */
	const char *mark = strstr(out.text, "\n=document 1 0");
	assert_non_null(mark);
	assert_null(strstr(mark + 1, "\n=document "));
	/* As the one who gets it reads it: the parts that we wrote, and no other. */
	assert_true(mime_read(out.text, out.len, &arena, &back, &err));
	assert_int_equal(back.attachments, 1);
	assert_string_equal(back.from_address, OWN);
	assert_null(mail_header_get(&back.headers, "Evil"));
	assert_false(has_hidden(mail_header_get(&back.headers, "Subject")));
	assert_false(has_hidden(back.attachment[0].name));
	assert_null(strpbrk(back.attachment[0].name, "/\\\r\n\""));
	str_clear(&out);
}

/* As a provider's or a payer's name that a letter names. */
static void
at_a_template(const char *text)
{
	struct json *data = json_new_object();
	const struct template_options page = { .escape = ESCAPE_HTML };
	struct str out = STR_INIT, clean = STR_INIT;
	struct err err = ERR_INIT;

	utf8_clean(text, strlen(text), &clean);
	json_set_text(data, "name", clean.text);
	assert_true(template_render("<p title=\"{{name}}\">{{name}}</p>", data, &page, &out, &err));
	/* Its quotes and brackets are words: between ours there are none. */
	const char *value = out.text + strlen("<p title=\""), *end = strstr(value, "\">");
	assert_int_equal(strcspn(value, "<>\"'"), (size_t)(end - value));
	assert_null(strstr(out.text, "<script"));
	assert_null(strstr(out.text, "<img"));
	assert_false(has_hidden(out.text));
	json_free(data);
	str_clear(&out);
	str_clear(&clean);
}

static void
at_a_terminal(const char *text)
{
	struct str out = STR_INIT;

	str_add_terminal(&out, text);
	assert_false(has_control(out.text, "\n\t"));
	assert_false(has_hidden(out.text));
	str_clear(&out);
}

static void
at_a_table(const char *text)
{
	struct str out = STR_INIT;

	csv_add_texts(&out, &text, 1);
	const char *cell = out.text[0] == '"' ? out.text + 1 : out.text;
	assert_true(cell[0] == '\0' || strchr("=+-@\t\r", cell[0]) == NULL);
	str_clear(&out);
}

static void
at_a_calendar(const char *text)
{
	const struct feed_event event = { .uid = "d1@example", .kind = "expirables", .title = text, .on_day = 20000,
	    .status = "open", .created_ms = 1, .modified_ms = 1, .case_id = 42, .workflow = text, .first_name = text,
	    .last_name = text, .payer = text };
	const struct calendar_wish wish = { .settings = &settings, .base_url = "http://127.0.0.1:8025" };
	struct str out = STR_INIT;
	struct err err = ERR_INIT;

	assert_true(calendar_event_write(&event, &wish, calendar_to_str, &out, &err));
	assert_int_equal(strlen(out.text), out.len);
	assert_true(utf8_valid(out.text, out.len));
	assert_false(has_control(out.text, "\r\n"));
	assert_false(begins_line(out.text, "Evil"));
	const char *end = strstr(out.text, "\nEND:VEVENT");
	assert_true(end != NULL && strstr(end + 1, "\nEND:VEVENT") == NULL);
	assert_false(has_hidden(out.text));
	str_clear(&out);
}

/* The address of an attendee stands raw in a calendar. */
static void
at_an_invitation(const char *text)
{
	const struct invitation_event event = { .deadline_id = 1, .case_id = 2, .rule = "r", .kind = "committee",
	    .title = text, .uid = "d1@example", .status = "open", .on_day = 20000, .first_name = text, .last_name = text,
	    .payer = text, .workflow = "w" };
	struct invitation told = { .attendee = text, .on_day = 20000 };
	struct invitation_letter letter;
	struct err err = ERR_INIT;

	assert_false(invitation_write(&event, &told, DAY_NONE, &settings, NOW_MS, &arena, &letter, &err));
	told.attendee = "dana@payer.example";
	assert_true(invitation_write(&event, &told, DAY_NONE, &settings, NOW_MS, &arena, &letter, &err));
	assert_false(begins_line(letter.calendar, "Evil"));
	assert_false(has_hidden(letter.calendar));
	assert_null(strpbrk(letter.subject, "\r\n"));
}

static void
at_an_address(const char *text)
{
	const char *forms[] = { text, arena_printf(&arena, "a@b.example%s", text), arena_printf(&arena, "%s@b.example", text) };

	for (size_t i = 0; i < LEN(forms); i++)
		if (mail_address_valid(forms[i])) {
			assert_true(strlen(forms[i]) <= MAIL_ADDRESS_BYTES_MAX);
			assert_null(strpbrk(forms[i], " \t\r\n<>()[]\",;:\\"));
			for (const char *p = forms[i]; *p != '\0'; p++)
				assert_true(*p > ' ' && *p < 0x7f);
		}
	assert_false(mail_address_valid(text));
}

/* What comes in: raw, and hidden in encoded words of both kinds. */
static void
at_received_mail(const char *text)
{
	struct str bytes = STR_INIT, coded = STR_INIT;
	struct err err = ERR_INIT;

	base64_add(&coded, text, strlen(text));
	const char *forms[] = { text, arena_printf(&arena, "=?utf-8?B?%s?=", coded.text) };
	for (size_t i = 0; i < LEN(forms); i++) {
		struct mail_reading r;
		str_truncate(&bytes, 0);
		str_printf(&bytes, "From: %s <dana@payer.example>\nTo: " OWN "\nMessage-ID: <m@payer.example>\nSubject: %s\n"
		    "Content-Type: application/pdf; name=\"%s\"\nContent-Disposition: attachment\n\nx\n", i == 0 ? "Dana" : forms[i],
		    forms[i], i == 0 ? "x" : forms[i]);
		if (!mime_classify(bytes.text, bytes.len, OWN, &arena, &r, &err))
			continue;		/* a header beyond its limit is refused */
		assert_null(strpbrk(r.subject, "\r\n"));
		assert_null(strpbrk(r.from_name, "\r\n"));
		assert_true(utf8_valid(r.subject, strlen(r.subject)) && utf8_valid(r.from_name, strlen(r.from_name)));
		assert_true(strlen(r.subject) <= MAIL_LINE_BYTES_MAX && strlen(r.from_name) <= MAIL_LINE_BYTES_MAX);
		if (i == 1)
			assert_string_equal(r.from_address, "dana@payer.example");
		for (size_t j = 0; j < r.attachments; j++)
			assert_null(strpbrk(r.attachment[j].name, "\r\n"));
		at_a_terminal(r.subject);
		at_a_terminal(r.from_name);
		at_a_template(r.subject);
	}
	str_clear(&bytes);
	str_clear(&coded);
}

struct source { const char *text; size_t len; };

static bool
read_bytes(void *context, char *bytes, size_t size, size_t *ret_len, struct err *err)
{
	struct source *s = context;
	(void)err;

	*ret_len = s->len < size ? s->len : size;
	memcpy(bytes, s->text, *ret_len);
	s->text += *ret_len;
	s->len -= *ret_len;
	return true;
}

/* A cell of an import: refused, or a name on one line. */
static void
at_an_import(const char *text)
{
	struct str file = STR_INIT;
	struct csv_row row;
	struct err err = ERR_INIT;
	struct record record;

	str_add(&file, "last_name\n\"");
	for (const char *p = text; *p != '\0'; p++)
		str_printf(&file, *p == '"' ? "\"\"" : "%c", *p);
	str_add(&file, "\"\n");
	struct source source = { file.text, file.len };
	struct csv *csv = csv_new(read_bytes, &source);
	assert_true(csv_next(csv, &row, &err));
	if (csv_next(csv, &row, &err) && row.fields > 0) {
		record_init(&record, record_kind_find("provider"), NULL, 20000, &arena);
		if (record_assign(&record, "last_name", row.field[0].text, &err)) {
			const char *name = record_value(&record, "last_name");
			assert_true(utf8_valid(name, strlen(name)));
			assert_null(strpbrk(name, "\r\n"));
			assert_false(has_control(name, ""));
		}
	}
	csv_free(csv);
	str_clear(&file);
}

static void
each_text(void (*door)(const char *text))
{
	settings.zone = zone_find("America/Chicago", NULL);
	for (size_t i = 0; i < TEXTS; i++)
		door(text_at(i));
	settings.mail.from_name = NULL;
	arena_clear(&arena);
}

#define DOOR(name) static void name##_door(void **state) { (void)state; each_text(name); }
DOOR(at_a_letter)
DOOR(at_a_template)
DOOR(at_a_terminal)
DOOR(at_a_table)
DOOR(at_a_calendar)
DOOR(at_an_invitation)
DOOR(at_an_address)
DOOR(at_received_mail)
DOOR(at_an_import)

/* NUL ends no header early and brings nothing behind it. */
static void
nul_bytes(void **state)
{
	static const char mail[] = "From: Dana\0 <evil@x.example>\0 <dana@payer.example>\nSubject: a\0b\nEvil\0: x\n\nhello\0\n";
	static const char table[] = "last_name\nab\0cd\n";
	struct source source = { table, sizeof(table) - 1 };
	struct mail_reading r;
	struct csv_row row;
	struct err err = ERR_INIT;
	(void)state;

	if (mime_classify(mail, sizeof(mail) - 1, OWN, &arena, &r, &err)) {
		assert_true(utf8_valid(r.subject, strlen(r.subject)));
		assert_null(strpbrk(r.from_name, "\r\n"));
	}
	struct csv *csv = csv_new(read_bytes, &source);
	assert_true(csv_next(csv, &row, &err) && csv_next(csv, &row, &err));
	assert_true(row.is_broken && row.fault != NULL);
	csv_free(csv);
	arena_clear(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(at_a_letter_door),
		cmocka_unit_test(at_a_template_door),
		cmocka_unit_test(at_a_terminal_door),
		cmocka_unit_test(at_a_table_door),
		cmocka_unit_test(at_a_calendar_door),
		cmocka_unit_test(at_an_invitation_door),
		cmocka_unit_test(at_an_address_door),
		cmocka_unit_test(at_received_mail_door),
		cmocka_unit_test(at_an_import_door),
		cmocka_unit_test(nul_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
