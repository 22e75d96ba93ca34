/* print: rows for people (aligned, control bytes harmless) or for programs (JSON). */
#include "cmd/cmd.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/yaml.h"
#include "base/banned.h"

#define CELL_COLUMNS_MAX 80		/* longer ones are cut on a terminal; --json has them whole */

void
cmd_print_json(struct json *json)
{
	struct str out = STR_INIT;

	json_print_pretty(json, &out);
	puts(out.text);
	str_clear(&out);
	json_free(json);
}

const char *
cmd_count(struct app *app, int64_t count, const char *one, const char *many)
{
	return arena_printf(app->arena, "%lld %s", (long long)count, count == 1 ? one : many);
}

void
cmd_say(struct app *app, const char *format, ...)
{
	struct str raw = STR_INIT, safe = STR_INIT;
	va_list ap;

	if (app->json || app->quiet)
		return;
	va_start(ap, format);
	str_vprintf(&raw, format, ap);
	va_end(ap);
	str_add_terminal(&safe, raw.text);
	puts(safe.text);
	str_clear(&raw);
	str_clear(&safe);
}

int
cmd_print_problems(const struct problems *problems)
{
	struct str out = STR_INIT;

	problems_print(problems, &out);
	fputs(out.text, stderr);
	str_clear(&out);
	return problems->errors > 0 ? EXIT_REFUSED : EXIT_DONE;
}

/* The file that was read last: problems come file by file. */
struct last_source { struct app *app; const char *file, *text; };

static const char *
read_source(void *context, const char *file)
{
	struct last_source *last = context;
	struct str text = STR_INIT;

	if (!text_equal(last->file, file)) {
		last->file = file;
		last->text = file_read(file, YAML_BYTES_MAX, &text, NULL) ?
		    arena_strdup(last->app->arena, text.text) : NULL;
		str_clear(&text);
	}
	return last->text;
}

int
cmd_print_problems_marked(struct app *app, const struct problems *problems)
{
	struct last_source last = { .app = app };
	struct str out = STR_INIT;

	problems_print_marked(problems, read_source, &last, &out);
	fputs(out.text, stderr);
	str_clear(&out);
	return problems->errors > 0 ? EXIT_REFUSED : EXIT_DONE;
}

/* "due_ms" is read as "due", "start_day" as "start", "first_name" as "first name". */
static const char *
head_of(struct app *app, const char *column)
{
	char *head = arena_strdup(app->arena, column);

	if (text_ends(head, "_ms"))
		head[strlen(head) - 3] = '\0';
	else if (text_ends(head, "_json"))
		head[strlen(head) - 5] = '\0';
	for (char *p = head; *p != '\0'; p++)
		if (*p == '_')
			*p = ' ';
	return head;
}

const char *
cmd_moment(struct app *app, const char *instant)
{
	return instant_to_minute(instant, app->arena);
}

/* What tells a list of texts ("reasons"), one behind the other; false: it holds something else. */
static bool
add_texts(const struct json *value, struct str *out)
{
	for (size_t i = 0; i < json_count(value); i++)
		if (json_as_text(json_at(value, i)) == NULL)
			return false;
	for (size_t i = 0; i < json_count(value); i++)
		str_printf(out, "%s%s", i > 0 ? "; " : "", json_as_text(json_at(value, i)));
	return true;
}

/* A JSON value in words: null is empty, instants to the minute. */
static const char *
cell_of(struct app *app, const char *column, const struct json *value)
{
	struct str out = STR_INIT, safe = STR_INIT;
	const char *text = json_as_text(value);

	if (text != NULL)
		str_add(&out, text_ends(column, "_ms") ? cmd_moment(app, text) : text);
	else if (json_kind_of(value) == JSON_IS_BOOL)
		str_add(&out, json_as_bool(value) ? "yes" : "no");
	else if (json_kind_of(value) != JSON_IS_NULL &&
	    (json_kind_of(value) != JSON_IS_ARRAY || !add_texts(value, &out)))
		json_print(value, &out);
	for (size_t i = 0; i < out.len; i++)
		if (out.text[i] == '\n' || out.text[i] == '\t')
			out.text[i] = ' ';
	str_add_terminal(&safe, out.text);
	if (utf8_width(safe.text) > CELL_COLUMNS_MAX) {
		str_truncate(&safe, utf8_cut(safe.text, CELL_COLUMNS_MAX - 1));
		str_add(&safe, "\xe2\x80\xa6");
	}
	const char *cell = arena_strdup(app->arena, safe.text);
	str_clear(&out);
	str_clear(&safe);
	return cell;
}

struct table {
	size_t		  columns, rows;
	const char	**cell;		/* heads first, then row by row */
	size_t		 *width;
};

/* The names in "npi last_name", or (NULL) the keys of the object. */
static const char **
column_names(struct app *app, const char *columns, const struct json *object, size_t *ret_count)
{
	const char **name = NULL, *key;
	struct json *value;
	size_t count = 0, size = 0;

	for (const char *p = columns; p != NULL && *p != '\0'; p += strspn(p, " ")) {
		size_t len = strcspn(p, " ");
		name = arena_grow(app->arena, name, count, &size, sizeof(*name));
		name[count++] = arena_strndup(app->arena, p, len);
		p += len;
	}
	for (size_t i = 0; columns == NULL && json_entry(object, i, &key, &value); i++) {
		name = arena_grow(app->arena, name, count, &size, sizeof(*name));
		name[count++] = key;
	}
	*ret_count = count;
	return name;
}

static void
table_fill(struct app *app, struct table *t, const struct json *array, const char *columns)
{
	const char **name = column_names(app, columns, json_at(array, 0), &t->columns);

	t->rows = json_count(array) + 1;
	t->cell = arena_array(app->arena, t->rows * t->columns, sizeof(*t->cell));
	t->width = arena_array(app->arena, t->columns, sizeof(*t->width));
	for (size_t row = 0; row < t->rows; row++)
		for (size_t column = 0; column < t->columns; column++) {
			const char *key = name[column];
			const char *cell = row == 0 ? head_of(app, key) :
			    cell_of(app, key, json_get(json_at(array, row - 1), key));
			size_t width = utf8_width(cell);
			t->cell[row * t->columns + column] = cell;
			if (width > t->width[column])
				t->width[column] = width;
		}
}

static void
table_print(const struct table *t)
{
	struct str line = STR_INIT;

	for (size_t row = 0; row < t->rows; row++) {
		str_truncate(&line, 0);
		for (size_t column = 0; column < t->columns; column++) {
			const char *cell = t->cell[row * t->columns + column];
			str_add(&line, cell);
			for (size_t w = utf8_width(cell); w < t->width[column] + 2; w++)
				str_add_char(&line, ' ');
		}
		while (line.len > 0 && line.text[line.len - 1] == ' ')
			str_truncate(&line, line.len - 1);
		puts(line.text);
	}
	str_clear(&line);
}

void
cmd_print_table(struct app *app, const struct json *array, const char *columns,
    const char *nothing)
{
	struct table t;

	if (json_count(array) == 0) {
		cmd_say(app, "%s", nothing);
		return;
	}
	table_fill(app, &t, array, columns);
	table_print(&t);
}

int
cmd_print_columns(struct app *app, struct query *q, const char *columns, const char *nothing,
    struct err *err)
{
	struct json *array;

	if (!query_json(q, app->settings->zone, &array, err))
		return CMD_FAILED;
	if (app->json) {
		cmd_print_json(array);
		return EXIT_DONE;
	}
	cmd_print_table(app, array, columns, nothing);
	json_free(array);
	return EXIT_DONE;
}

int
cmd_print_rows(struct app *app, struct query *q, const char *nothing, struct err *err)
{
	return cmd_print_columns(app, q, NULL, nothing, err);
}

void
cmd_say_fields(struct app *app, const struct json *row)
{
	struct json *value;
	const char *key;

	for (size_t i = 0; json_entry(row, i, &key, &value); i++)
		if (json_kind_of(value) != JSON_IS_NULL && json_kind_of(value) != JSON_IS_ARRAY &&
		    !text_equal(json_as_text(value), ""))
			printf("%-20s %s\n", head_of(app, key), cell_of(app, key, value));
}

int
cmd_print_one(struct app *app, struct query *q, const char *what, struct err *err)
{
	struct json *array, *row;

	if (!query_json(q, app->settings->zone, &array, err))
		return CMD_FAILED;
	row = json_at(array, 0);
	if (row == NULL) {
		json_free(array);
		fail(err, ERR_MISSING, "there is no such %s", what);
		return CMD_FAILED;
	}
	if (app->json) {
		struct str out = STR_INIT;
		json_print_pretty(row, &out);
		puts(out.text);
		str_clear(&out);
	} else {
		cmd_say_fields(app, row);
	}
	json_free(array);
	return EXIT_DONE;
}
