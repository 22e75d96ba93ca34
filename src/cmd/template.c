/* template: a template with its values, as letters and pages are made, for people who write them. */
#include "cmd/commands.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/str.h"
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

/* A letter of a case.  Its escaping is a letter's: none. */
static int
preview(struct app *app, const struct args *args, struct err *err)
{
	const char *path = args->word[0], *subject, *body;
	struct str text = STR_INIT;
	int64_t case_id;

	if (app->db == NULL) {
		fail(err, ERR_INPUT, "--case needs a data folder (-C DIR)");
		return CMD_FAILED;
	}
	bool ok = cmd_case_id(app, args_get(args, "case"), &case_id, err) &&
	    file_read(path, FILE_BYTES_MAX, &text, err) && (strlen(text.text) == text.len ||
	    fail(err, ERR_INPUT, "this is no text: it holds a NUL byte"));
	if (ok && !engine_preview(&app->engine, case_id, text.text, app->now_ms, app->arena, &subject, &body, err))
		ok = fail_in(err, "%s", path);
	str_clear(&text);
	if (!ok)
		return CMD_FAILED;
	if (app->json) {
		struct json *json = json_new_object();
		json_set_text(json, "subject", subject);
		json_set_text(json, "text", body);
		cmd_print_json(json);
	} else
		printf("Subject: %s\n\n%s", subject, body);
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
