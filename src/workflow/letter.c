/*
 * letter: a letter's subject and body with the facts of the case.  Every field must have a value:
 * a letter with a hole in it is not written, and the words say which field is missing.
 */
#include <string.h>

#include "base/str.h"
#include "workflow/letter_text.h"
#include "workflow/step_inside.h"
#include "workflow/template.h"
#include "base/banned.h"

/* Puts a value where its dotted name says: "provider.last_name" into {"provider": {...}}. */
static void
put(struct json *data, const char *name, struct json *value, struct arena *a)
{
	const char *dot;

	while ((dot = strchr(name, '.')) != NULL) {
		const char *head = arena_strndup(a, name, (size_t)(dot - name));
		struct json *inner = json_get(data, head);
		if (json_kind_of(inner) != JSON_IS_OBJECT) {
			inner = json_new_object();
			json_set(data, head, inner);
		}
		data = inner;
		name = dot + 1;
	}
	json_set(data, name, value);
}

/* Dates as people write them; an absent value is null, which a letter refuses to print. */
static struct json *
show(struct run *run, struct value v)
{
	if (!v.present)
		return json_new_null();
	if (v.type == TYPE_BOOL)
		return json_new_bool(v.number != 0);
	if (v.type == TYPE_DATE || v.type == TYPE_INSTANT) {
		struct civil c = day_to_civil(v.type == TYPE_DATE ? (int32_t)v.number :
		    zone_day(run->zone, v.number));
		return json_new_text(arena_printf(run->arena, "%s %d, %d", month_name[c.month - 1],
		    c.day, c.year));
	}
	return json_new_text(value_show(v, run->zone, run->arena));
}

/* In a section a name may stand without its head, and behind other braces anything may stand. */
static bool
may_ask_anything(const char *letter)
{
	return strstr(letter, "{{#") != NULL || strstr(letter, "{{^") != NULL || strstr(letter, "{{=") != NULL;
}

static void
put_fact(struct run *run, const char *name, struct json *data)
{
	put(data, name, show(run, run->values.name(run, name)), run->arena);
}

/* A step knows a hundred names, a letter asks for five. */
static void
put_asked(struct run *run, const char *letter, struct json *data)
{
	for (const char *p = strstr(letter, "{{"); p != NULL; p = strstr(p, "{{")) {
		p += strspn(p, "{& \t");
		size_t len = strcspn(p, "} \t\r\n");
		const char *name = arena_strndup(run->arena, p, len);
		if (facts_get(run->before->facts, name) != NULL)
			put_fact(run, name, data);
		p += len;
	}
}

static struct json *
data_of(struct run *run, const char *letter)
{
	struct json *data = json_new_object(), *vars = json_new_object();
	const struct facts *facts = run->before->facts;
	static const char *const own[] = { "today", "case.tag", "case.id" };

	if (!may_ask_anything(letter))
		put_asked(run, letter, data);
	else
		for (size_t i = 0; facts != NULL && i < facts->count; i++)
			put_fact(run, facts->item[i].name, data);
	for (size_t i = 0; i < LEN(own); i++)
		put_fact(run, own[i], data);
	json_set(data, "vars", vars);
	for (size_t i = 0; i < run->d->vars; i++) {
		json_set(vars, run->d->var[i].name, show(run, run->var[i]));
		json_set(data, run->d->var[i].name, show(run, run->var[i]));
	}
	if (run->event != NULL && run->event->field != NULL)
		for (size_t i = 0; i < run->event->field->count; i++) {
			const struct fact *f = &run->event->field->item[i];
			put(data, arena_printf(run->arena, "event.%s", f->name), show(run, f->value),
			    run->arena);
		}
	return data;
}

static bool
render(struct run *run, const char *text, enum template_escape escape, const struct json *data,
    const char **ret, struct err *err)
{
	const struct template_options options = { .escape = escape, .strict = true };
	struct str out = STR_INIT;
	bool ok = template_render(text, data, &options, &out, err);

	*ret = ok ? arena_strdup(run->arena, out.text) : NULL;
	str_clear(&out);
	return ok;
}

static bool
write_all(struct run *run, const char *letter, const char *html, struct letter_words *ret_words, struct err *err)
{
	struct letter_text text;
	struct letter_words words = { .html = NULL };

	if (!letter_text_read(letter, run->arena, &text, err))
		return false;
	struct json *data = data_of(run, html == NULL ? letter : arena_printf(run->arena, "%s%s", letter, html));
	words.attach = text.attach;
	bool ok = render(run, text.subject, ESCAPE_NONE, data, &words.subject, err) &&
	    render(run, text.body, ESCAPE_NONE, data, &words.body, err) &&
	    (html == NULL || render(run, html, ESCAPE_HTML, data, &words.html, err) ||
	    fail_in(err, "its HTML form"));

	json_free(data);
	if (ok)
		*ret_words = words;
	return ok;
}

void
letter_write(struct run *run, const struct action *a, struct effect *email)
{
	struct letter_words words = { .attach = NULL };
	struct err err = ERR_INIT;

	if (!write_all(run, a->letter_body, a->letter_html, &words, &err))
		email->letter_error = arena_printf(run->arena, "%s: %s", a->letter_file, err.text);
	email->subject = words.subject;
	email->body = words.body;
	email->html = words.html;
	email->attach = words.attach;
}

bool
letter_preview(const struct definition *d, const struct snapshot *before, const char *letter,
    const char *html, int64_t now_ms, struct arena *a, struct letter_words *ret_words, struct err *err)
{
	struct step_result result;
	struct run run;

	if (!run_begin(&run, d, before, NULL, now_ms, a, &result))
		return fail(err, ERR_CONFLICT, "%s", result.reason);
	bool ok = write_all(&run, letter, html, ret_words, err);
	run_end(&run);
	json_free(result.trace);
	return ok;
}
