/* template: a template with its values, as letters and pages are made, for people who write them. */
#include "cmd/commands.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/str.h"
#include "mail/twin.h"
#include "store/attached.h"
#include "workflow/template.h"
#include "base/banned.h"

#define FILE_BYTES_MAX ((size_t)8 << 20)

/* Where partials are: beside the template. */
struct partials { struct arena *arena; const char *folder; };

static const char *
partial(void *context, const char *name)
{
	struct partials *p = context;
	struct str text = STR_INIT;
	const char *found = NULL;

	if (name[0] == '.' || strchr(name, '/') != NULL)
		return NULL;
	const char *path = arena_printf(p->arena, "%s%s.mustache", p->folder, name);
	if (file_read(path, FILE_BYTES_MAX, &text, NULL))
		found = arena_strdup(p->arena, text.text);
	str_clear(&text);
	return found;
}

static bool
read_data(const char *path, struct json **ret_data, struct err *err)
{
	struct str text = STR_INIT;
	bool ok = file_read(path, FILE_BYTES_MAX, &text, err);

	if (ok && !json_parse(text.text, text.len, ret_data, err))
		ok = fail_in(err, "%s", path);
	str_clear(&text);
	return ok;
}

/* Pages are escaped as HTML, letters and everything else are text; an option says otherwise. */
static bool
is_html(const struct args *args, const char *path)
{
	static const char *const endings[] = { ".html", ".htm", ".mustache" };

	for (size_t i = 0; i < LEN(endings); i++)
		if (text_ends(path, endings[i]))
			return !args_has(args, "text");
	return args_has(args, "html");
}

/* "letter.txt: line 3: ..." */
static bool
render(struct app *app, const struct args *args, const struct json *data, struct str *out,
    struct err *err)
{
	const char *path = args->word[0], *slash = strrchr(path, '/');
	struct partials partials = { app->arena,
	    slash != NULL ? arena_strndup(app->arena, path, (size_t)(slash - path) + 1) : "" };
	const struct template_options options = {
		.escape = is_html(args, path) ? ESCAPE_HTML : ESCAPE_NONE,
		.strict = args_has(args, "strict"),
		.partial = partial, .context = &partials,
	};
	struct str text = STR_INIT;
	bool ok = file_read(path, FILE_BYTES_MAX, &text, err);

	if (ok && strlen(text.text) != text.len)
		ok = fail(err, ERR_INPUT, "%s: this is no text: it holds a NUL byte", path);
	else if (ok && !template_render(text.text, data, &options, out, err))
		ok = fail_in(err, "%s", path);
	str_clear(&text);
	return ok;
}

/* Its own HTML form lies beside it; *ret_html NULL: it has none. */
static bool
read_letter(struct app *app, const char *path, const char **ret_text, const char **ret_html, struct err *err)
{
	const char *html = definition_html_name(path, app->arena);
	struct str text = STR_INIT;
	bool ok = file_read(path, FILE_BYTES_MAX, &text, err) && (strlen(text.text) == text.len ||
	    fail(err, ERR_INPUT, "this is no text: it holds a NUL byte"));

	*ret_text = arena_strdup(app->arena, text.text);
	*ret_html = NULL;
	str_truncate(&text, 0);
	if (ok && html != NULL && file_exists(html)) {
		ok = file_read(html, FILE_BYTES_MAX, &text, err);
		*ret_html = arena_strdup(app->arena, text.text);
	}
	str_clear(&text);
	return ok;
}

static struct json *
attachments_json(const struct attached *list, size_t count)
{
	struct json *array = json_new_array();

	for (size_t i = 0; i < count; i++) {
		struct json *row = json_new_object();
		json_set_text(row, "kind", list[i].kind);
		json_set_id(row, "document_id", list[i].document_id);
		json_set_text(row, "name", list[i].name);
		json_set_int(row, "bytes", list[i].bytes);
		json_set_text(row, "problem", list[i].problem);
		json_push(array, row);
	}
	return array;
}

static void
print_words(const struct letter_words *words, const struct attached *list, size_t count, const char *objection)
{
	struct str out = STR_INIT, safe = STR_INIT;

	str_printf(&out, "Subject: %s\n", words->subject);
	for (size_t i = 0; i < count; i++)
		if (list[i].problem == NULL)
			str_printf(&out, "Attach: %s: %s (document %lld, %lld bytes)\n", list[i].kind, list[i].name,
			    (long long)list[i].document_id, (long long)list[i].bytes);
	if (objection != NULL)
		str_printf(&out, "It would be held: %s\n", objection);
	str_printf(&out, "\n%s", words->body);
	str_add_terminal(&safe, out.text);
	printf("%s", safe.text);
	str_clear(&out);
	str_clear(&safe);
}

/* A letter of a case.  Its escaping is a letter's: none; of its HTML form that of pages. */
static int
preview(struct app *app, const struct args *args, struct err *err)
{
	const char *path = args->word[0], *text, *html;
	struct letter_words words;
	struct attached *list;
	int64_t case_id;
	size_t count;

	if (app->db == NULL) {
		fail(err, ERR_INPUT, "--case needs a data folder (-C DIR)");
		return CMD_FAILED;
	}
	if (!cmd_case_id(app, args_get(args, "case"), &case_id, err) || !read_letter(app, path, &text, &html, err))
		return CMD_FAILED;
	if (!engine_preview(&app->engine, case_id, text, html, app->now_ms, app->arena, &words, err)) {
		fail_in(err, "%s", path);
		return CMD_FAILED;
	}
	if (!attached_find(app->db, case_id, words.attach, app->arena, &list, &count, err))
		return CMD_FAILED;
	const char *objection = attached_objection(list, count, app->settings->mail.attachments_bytes_max, app->arena);
	if (app->json) {
		struct json *json = json_new_object();
		json_set_text(json, "subject", words.subject);
		json_set_text(json, "text", words.body);
		json_set_text(json, "html", words.html);
		json_set(json, "attachments", attachments_json(list, count));
		json_set_text(json, "held", objection);
		cmd_print_json(json);
	} else if (args_has(args, "html")) {
		struct str page = STR_INIT;
		if (words.html == NULL)
			twin_html(words.body, &page);
		printf("%s", words.html != NULL ? words.html : page.text);
		str_clear(&page);
	} else
		print_words(&words, list, count, objection);
	return EXIT_DONE;
}

int
cmd_template_render(struct app *app, const struct args *args, struct err *err)
{
	struct json *data = NULL;
	struct str out = STR_INIT;

	if (args_has(args, "case") == (args->count == 2)) {
		fail(err, ERR_INPUT, "a template is filled with DATA.json or with --case CASE");
		return CMD_FAILED;
	}
	if (args_has(args, "case"))
		return preview(app, args, err);
	if (!read_data(args->word[1], &data, err))
		return CMD_FAILED;
	bool ok = render(app, args, data, &out, err);
	if (ok && app->json) {
		struct json *json = json_new_object();
		json_set_text(json, "text", out.text);
		cmd_print_json(json);
	} else if (ok)
		fwrite(out.text, 1, out.len, stdout);
	str_clear(&out);
	json_free(data);
	return ok ? EXIT_DONE : CMD_FAILED;
}
