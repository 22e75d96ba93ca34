/*
 * test_mail_ordinary: how often is ordinary mail taken for a bounce or an automatic answer?  20,000 messages of people,
 * programs and lists, composed by dice of tests/corpus/mail/ordinary.phrases: other phrases than the corpus has, in
 * eight languages, nearly half of their subjects of the kind that misleads.  They are invented, so the figure says how the rules
 * bear such words, not how often the world writes them.
 */
#include "unit/unit.h"

#include "base/file.h"
#include "lib/dice.c"	/* linked by nobody else here */
#include "mail/mime.h"

#define MESSAGES	20000
#define TAKEN_MAX	(MESSAGES / 500)	/* 0.2 % */
#define SEED		20261127
#define SHOWN_MAX	25
#define PHRASES_MAX	400
#define SECTIONS_MAX	64
#define FILE_BYTES_MAX	(1u << 20)

struct section { const char *name; const char *phrase[PHRASES_MAX]; int count; };

static struct section section[SECTIONS_MAX];
static size_t sections;
static struct arena kept, arena;
static const char *const languages[] = { "en", "en", "en", "de", "fr", "es", "pt", "nl", "it", "sv" };

enum writer { PERSON, PROGRAM, LIST, WRITERS };
static const char *const writer_name[] = { [PERSON] = "people", [PROGRAM] = "programs", [LIST] = "lists" };

struct mail { struct dice dice; enum writer writer; const char *language; bool is_answer; struct str header, text; };

static struct section *
section_named(const char *name)
{
	for (size_t i = 0; i < sections; i++)
		if (strcmp(section[i].name, name) == 0)
			return &section[i];
	return NULL;
}

/* A section that was there before is written anew. */
static struct section *
begin_section(const char *name)
{
	struct section *s = section_named(name);

	if (s == NULL)
		s = &section[sections++];
	assert_true(sections < SECTIONS_MAX);
	*s = (struct section){ .name = name };
	return s;
}

static void
load(const char *name)
{
	const char *top = getenv("TOP");
	struct section *s = NULL;
	struct str file = STR_INIT;
	struct err err = ERR_INIT;

	if (!file_read(arena_printf(&kept, "%s/tests/corpus/mail/%s.phrases", top != NULL ? top : ".", name),
	    FILE_BYTES_MAX, &file, &err))
		fail_test("%s", err.text);
	char *line = arena_strdup(&kept, file.text);
	for (char *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		*end = '\0';
		if (*line == '[') {
			end[-1] = '\0';
			s = begin_section(line + 1);
		} else if (*line != '#') {
			assert_true(s != NULL && s->count < PHRASES_MAX);
			s->phrase[s->count++] = line;
		}
	}
	str_clear(&file);
}

static const char *
phrase(struct mail *m, const char *name)
{
	const struct section *s = section_named(name);

	if (s == NULL)
		fail_test("there is no section [%s]", name);
	return s->phrase[dice(&m->dice, s->count)];
}

#define ONE_OF(m, list) (list)[dice(&(m)->dice, (int)LEN(list))]

static const char *
subject_of(struct mail *m)
{
	static const char *const answers[] = { "Re: ", "RE: ", "AW: ", "Antw: ", "SV: ", "R: ", "Re[2]: " };
	static const char *const forwards[] = { "Fwd: ", "FW: ", "WG: ", "TR: " };

	if (m->writer == PROGRAM)
		return phrase(m, "notice subject");
	const char *words = phrase(m, arena_printf(&arena, "%s %ssubject", m->language, chance(&m->dice, 45) ? "hard " : ""));
	if (m->writer == LIST)
		words = arena_printf(&arena, "[credentialing-talk] %s", words);
	if (m->is_answer)
		return arena_printf(&arena, "%s%s", ONE_OF(m, answers), words);
	return chance(&m->dice, 8) ? arena_printf(&arena, "%s%s", ONE_OF(m, forwards), words) : words;
}

static void
add_person_header(struct mail *m)
{
	static const char *const mailers[] = {
		"", "", "", "User-Agent: Mozilla Thunderbird\n", "X-Mailer: Apple Mail (2.3774.600.62)\n",
		"X-Mailer: iPhone Mail (22A3354)\n", "X-Mailer: Microsoft Outlook 16.0\n",
		"Thread-Topic: x\nX-MS-Has-Attach: \nX-MS-Exchange-MessageSentRepresentingType: 1\n", "User-Agent: Mutt/2.2.9\n",
		"X-Mailer: Some Webmail 1.4\n", "Importance: high\nX-Priority: 1\n", "Auto-Submitted: no\n",
	};

	str_add(&m->header, "From: Dana Whitfield <dana@somewhere.example>\n");
	if (chance(&m->dice, 50))
		str_add(&m->header, "Return-Path: <dana@somewhere.example>\n");
	if (chance(&m->dice, 25))
		str_add(&m->header, "Cc: Jon Ruiz <jon@somewhere.example>\n");
	str_add(&m->header, ONE_OF(m, mailers));
	if (m->is_answer)
		str_add(&m->header, "In-Reply-To: <q1kd0s5m1c9x3b8@elm.example>\nReferences: <q1kd0s5m1c9x3b8@elm.example>\n");
	if (m->writer == LIST)
		str_add(&m->header, "List-Id: <credentialing-talk.lists.example>\nPrecedence: list\n"
		    "Sender: credentialing-talk-bounces@lists.example\n");
}

static void
add_program_header(struct mail *m)
{
	static const char *const froms[] = {
		"noreply@shop.example", "no-reply@portal.example", "notifications@bank.example", "alerts@backup.example",
		"donotreply@payer.example", "service@parcel.example", "info@supplies.example", "calendar@elm.example",
	};
	static const struct { int percent; const char *line; } lines[] = {
		{ 55, "Auto-Submitted: auto-generated\n" }, { 25, "Precedence: bulk\n" },
		{ 35, "List-Unsubscribe: <https://shop.example/u/1>\n" }, { 30, "X-Auto-Response-Suppress: All\n" },
		{ 50, "Return-Path: <bounce+778@mailer.example>\n" }, { 15, "Feedback-ID: 1:2:mailer\n" },
		{ 10, "X-Priority: 1\n" },
	};

	str_printf(&m->header, "From: Notices <%s>\n", ONE_OF(m, froms));
	for (size_t i = 0; i < LEN(lines); i++)
		if (chance(&m->dice, lines[i].percent))
			str_add(&m->header, lines[i].line);
}

static void
add_quote(struct mail *m)
{
	static const char *const quotes[] = {
		"\nOn Mon, Nov 23, 2026 at 9:00 AM Elm Street Clinic <team@elm.example> wrote:\n"
		    "> Where does the application stand?\n",
		"\nFrom: Elm Street Clinic <team@elm.example>\nSent: Monday, November 23, 2026 9:00 AM\nTo: Dana\n"
		    "Subject: Status\n\nWhere does the application stand?\n",
		"\nAm 23.11.2026 um 09:00 schrieb Elm Street Clinic:\n> Wie steht es?\n",
		"\n> Your message to dana@old.example couldn't be delivered.\n> 550 5.1.1 User unknown\n",
	};

	str_add(&m->text, ONE_OF(m, quotes));
}

static void
add_text(struct mail *m)
{
	static const char *const hellos[] = {
		"Hi Jane,", "Dear Ms. Alder,", "Hello,", "Guten Tag,", "Bonjour,", "Hola:", "Jane -", "",
	};
	static const char *const ends[] = {
		"Dana", "Thanks, Dana", "Best,\nDana", "Gruß, Dana", "Merci, Dana", "-- \nDana Whitfield\n555-0100",
	};
	int count = 2 + dice(&m->dice, 4), hard = m->writer == PROGRAM ? -1 : dice(&m->dice, 2 * count);

	if (m->writer != PROGRAM)
		str_printf(&m->text, "%s\n\n", ONE_OF(m, hellos));
	for (int i = 0; i < count; i++)
		str_printf(&m->text, "%s%s", phrase(m, m->writer == PROGRAM ? "notice text" : arena_printf(&arena,
		    "%s %stext", m->language, i == hard || chance(&m->dice, 20) ? "hard " : "")),
		    chance(&m->dice, 70) ? "\n" : "\n\n");
	if (m->writer != PROGRAM)
		str_printf(&m->text, "\n%s\n", ONE_OF(m, ends));
	if (m->is_answer && chance(&m->dice, 60))
		add_quote(m);
}

/* The text as plain lines, as a page, or as both. */
static void
add_body(struct mail *m, struct str *out)
{
	struct str page = STR_INIT;
	int form = dice(&m->dice, 4);

	str_add(&page, "<html><body><p>");
	for (const char *p = m->text.text; *p != '\0'; p++)
		if (*p == '\n')
			str_add(&page, "<br>\n");
		else
			str_add_char(&page, *p);
	str_add(&page, "</p></body></html>\n");
	if (form == 0)
		str_printf(out, "Content-Type: text/html; charset=utf-8\n\n%s", page.text);
	else if (form == 1)
		str_printf(out, "Content-Type: multipart/alternative; boundary=b\n\n"
		    "--b\nContent-Type: text/plain; charset=utf-8\n\n%s\n"
		    "--b\nContent-Type: text/html; charset=utf-8\n\n%s\n--b--\n", m->text.text, page.text);
	else
		str_printf(out, "Content-Type: text/plain; charset=utf-8\n\n%s", m->text.text);
	str_clear(&page);
}

static void
compose(struct mail *m, int n, struct str *out)
{
	m->writer = chance(&m->dice, 65) ? PERSON : chance(&m->dice, 70) ? PROGRAM : LIST;
	m->language = ONE_OF(m, languages);
	m->is_answer = m->writer != PROGRAM && chance(&m->dice, 40);
	const char *subject = subject_of(m);
	if (m->writer == PROGRAM)
		add_program_header(m);
	else
		add_person_header(m);
	add_text(m);
	str_printf(out, "%sTo: team@elm.example\nSubject: %s\nDate: Mon, 23 Nov 2026 15:04:05 -0600\n"
	    "Message-ID: <n%d@somewhere.example>\nMIME-Version: 1.0\n", m->header.text, subject, n);
	add_body(m, out);
}

static void
read_all(const char *words)
{
	int count[WRITERS] = { 0 }, taken[WRITERS] = { 0 }, all = 0;
	struct str bytes = STR_INIT;

	load(words);
	for (int i = 0; i < MESSAGES; i++) {
		struct mail m = { .dice = { SEED + (uint64_t)i }, .header = STR_INIT, .text = STR_INIT };
		struct mail_reading r;
		struct err err = ERR_INIT;

		str_truncate(&bytes, 0);
		compose(&m, i, &bytes);
		if (!mime_classify(bytes.text, bytes.len, "team@elm.example", &arena, &r, &err))
			fail_test("%s", err.text);
		count[m.writer]++;
		if (r.kind == MAIL_BOUNCE || r.kind == MAIL_AUTO_REPLY) {
			taken[m.writer]++;
			if (++all > TAKEN_MAX && all <= TAKEN_MAX + SHOWN_MAX)
				print_message("# taken for %s (%s):\n%s\n", mail_kind_name(r.kind),
				    r.evidence.count > 0 ? r.evidence.item[0] : "", bytes.text);
		}
		str_clear(&m.header);
		str_clear(&m.text);
		arena_reset(&arena);
	}
	str_clear(&bytes);
	for (enum writer w = 0; w < WRITERS; w++)
		print_message("# of %s.phrases, by %s: %d of %d taken for a bounce or an automatic answer\n", words,
		    writer_name[w], taken[w], count[w]);
	assert_true(all <= TAKEN_MAX);
}

static void
ordinary_mail_is_taken_for_what_it_is(void **state)
{
	(void)state;
	read_all("ordinary");
}

/* Behind the other, whose plain words it takes over. */
static void
so_it_is_in_other_words(void **state)
{
	(void)state;
	read_all("ordinary_new");
	arena_clear(&arena);
	arena_clear(&kept);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ordinary_mail_is_taken_for_what_it_is),
		cmocka_unit_test(so_it_is_in_other_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
