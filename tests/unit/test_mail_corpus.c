/*
 * test_mail_corpus: messages as the world writes them, read as what they are.
 * tests/corpus/mail/NAME.mails holds many: "@@@ name | system", a line of JSON with what "mail read"
 * must say of it, and the message up to the next "@@@".  Each is read with LF, CRLF and bare CR.
 * "missed": true marks what is known to be read wrongly; it fails too when it is read rightly.
 */
#include "unit/unit.h"

#include "base/file.h"
#include "base/json.h"
#include "mail/match.h"
#include "mail/mime.h"

#define CORPUS_BYTES_MAX (16u << 20)
#define SHOWN_MAX	80	/* failures of a class */
#define FIGURES		12

struct sample { const char *name, *system, *want, *bytes; size_t len; };

static struct arena arena;

/* For each asked field: how many messages ask for it, and how many of those are right. */
struct figures { const char *field[FIGURES]; int asked[FIGURES], right[FIGURES]; int messages, systems, bad; };

static int
tear_down(void **state)
{
	(void)state;
	arena_clear(&arena);
	return 0;
}

/* Cuts the next sample off *p; false at the end. */
static bool
next_sample(const char **p, const char *end, struct sample *ret)
{
	if (*p >= end || strncmp(*p, "@@@ ", 4) != 0)
		return false;
	const char *name = *p + 4, *bar = strstr(name, " | ");
	const char *want = strchr(name, '\n') + 1, *bytes = strchr(want, '\n') + 1;
	const char *next = memmem(bytes, (size_t)(end - bytes), "\n@@@ ", 5);
	*ret = (struct sample){
		arena_strndup(&arena, name, (size_t)(bar - name)),
		arena_strndup(&arena, bar + 3, (size_t)(want - bar) - 4),
		arena_strndup(&arena, want, (size_t)(bytes - want)), bytes,
		(size_t)((next != NULL ? next + 1 : end) - bytes),
	};
	*p = bytes + ret->len;
	return true;
}

/* "\n" becomes "ends". */
static void
with_ends(const struct sample *s, const char *ends, struct str *out)
{
	str_truncate(out, 0);
	for (size_t i = 0; i < s->len; i++)
		if (s->bytes[i] == '\n')
			str_add(out, ends);
		else
			str_add_char(out, s->bytes[i]);
}

static struct json *
read_as_json(const char *bytes, size_t len)
{
	struct mail_reading reading;
	struct err err = ERR_INIT;

	if (!mime_classify(bytes, len, "team@elm.example", &arena, &reading, &err)) {
		struct json *refused = json_new_object();
		json_set_text(refused, "kind", err.text);
		return refused;
	}
	return match_verdict(&reading, NULL, true);
}

static void
count_field(struct figures *f, const char *field, bool right)
{
	size_t i = 0;

	while (i < FIGURES - 1 && f->field[i] != NULL && strcmp(f->field[i], field) != 0)
		i++;
	f->field[i] = field;
	f->asked[i]++;
	f->right[i] += right;
}

/* Says what is wrong, in one line each; counts when "f" is given. */
static bool
compare(const struct sample *s, const struct json *want, const struct json *got, const char *ends,
    struct figures *f)
{
	bool all = true, missed = json_get_bool(want, "missed");
	const char *key;
	struct json *value;

	for (size_t i = 0; json_entry(want, i, &key, &value); i++) {
		if (strcmp(key, "missed") == 0)
			continue;
		const char *is = json_print_in(json_get(got, key), &arena);
		const char *must = json_print_in(value, &arena);
		bool right = strcmp(is, must) == 0;
		if (f != NULL)
			count_field(f, arena_strdup(&arena, key), right);
		if (!right && !missed && (f == NULL || f->bad < SHOWN_MAX))
			print_message("# %s (%s): %s is %s, must be %s\n", s->name, ends, key, is, must);
		all = all && right;
	}
	if (f != NULL && all == missed)
		f->bad++;
	if (all && missed)
		print_message("# %s is read rightly now: it is no longer missed\n", s->name);
	return all != missed;
}

static bool
read_sample(const struct sample *s, struct figures *f)
{
	static const struct { const char *name, *bytes; } ends[] = {
		{ "LF", "\n" }, { "CRLF", "\r\n" }, { "CR", "\r" },
	};
	struct json *want = NULL;
	struct str bytes = STR_INIT;
	struct err err = ERR_INIT;
	bool ok = true;

	if (!json_parse(s->want, strlen(s->want), &want, &err))
		fail_test("%s: %s", s->name, err.text);
	for (size_t i = 0; i < LEN(ends); i++) {
		with_ends(s, ends[i].bytes, &bytes);
		struct json *got = read_as_json(bytes.text, bytes.len);
		ok = compare(s, want, got, ends[i].name, i == 0 ? f : NULL) && ok;
		json_free(got);
		if (!ok)
			break;
	}
	json_free(want);
	str_clear(&bytes);
	return ok;
}

static void
print_figures(const char *class, const struct figures *f)
{
	print_message("# %s: %d messages of %d systems", class, f->messages, f->systems);
	for (size_t i = 0; i < FIGURES && f->field[i] != NULL; i++)
		print_message(", %s %d/%d", f->field[i], f->right[i], f->asked[i]);
	print_message("\n");
}

static void
read_class(const char *class, int messages_min, int systems_min)
{
	struct figures f = { .messages = 0 };
	struct str file = STR_INIT;
	struct err err = ERR_INIT;
	struct sample s;
	const char *system = "";
	int bad = 0;

	const char *top = getenv("TOP");
	const char *path = arena_printf(&arena, "%s/tests/corpus/mail/%s.mails",
	    top != NULL ? top : ".", class);
	if (!file_read(path, CORPUS_BYTES_MAX, &file, &err))
		fail_test("%s", err.text);
	for (const char *p = file.text; next_sample(&p, file.text + file.len, &s); f.messages++) {
		f.systems += strcmp(s.system, system) != 0;
		system = s.system;
		bad += !read_sample(&s, &f);
	}
	str_clear(&file);
	print_figures(class, &f);
	if (bad > 0)
		fail_test("%d of %d messages are read as something else", bad, f.messages);
	assert_true(f.messages >= messages_min && f.systems >= systems_min);
}

static void
bounces(void **state)
{
	(void)state;
	read_class("bounces", 300, 40);
}

static void
auto_replies(void **state)
{
	(void)state;
	read_class("auto_replies", 150, 8);
}

static void
replies(void **state)
{
	(void)state;
	read_class("replies", 150, 15);
}

/* Mail of people and programs that only looks like one of the others. */
static void
ordinary(void **state)
{
	(void)state;
	read_class("ordinary", 200, 10);
}

/* Written in one go by somebody who had not read the rules: how many of these were read rightly at first says more
 * than that they are now; tests/README.md has both. */
static void
held_out(void **state)
{
	(void)state;
	read_class("held_out", 100, 40);
}

#define TEST(name) cmocka_unit_test_teardown(name, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(bounces), TEST(auto_replies), TEST(replies), TEST(ordinary), TEST(held_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
