/* problem: the list of mistakes of a file. */
#include "base/problem.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

#define MARK_BEFORE	60	/* bytes of a line before its wrong words, at most */
#define MARK_BYTES	140	/* and in all */

void
problems_init(struct problems *list, struct arena *a)
{
	*list = (struct problems){ .arena = a };
}

void
problems_add(struct problems *list, const char *file, int line, int column,
    enum problem_severity severity, const char *format, ...)
{
	if (list->count == list->size) {
		size_t size = list->size ? list->size * 2 : 16;
		struct problem *grown = arena_array(list->arena, size, sizeof(*grown));
		if (list->count > 0)
			memcpy(grown, list->item, list->count * sizeof(*grown));
		list->item = grown;
		list->size = size;
	}
	va_list ap;
	va_start(ap, format);
	list->item[list->count++] = (struct problem){
		.file = arena_strdup(list->arena, file), .line = line, .column = column,
		.severity = severity, .text = arena_vprintf(list->arena, format, ap),
	};
	va_end(ap);
	if (severity == PROBLEM_ERROR)
		list->errors++;
}

static int
by_place(const struct problem *p, const struct problem *q)
{
	int order = strcmp(p->file ? p->file : "", q->file ? q->file : "");

	if (order == 0)
		order = (p->line > q->line) - (p->line < q->line);
	return order != 0 ? order : (p->column > q->column) - (p->column < q->column);
}

/* Of two at one place, the one that was found first comes first. */
static int
compare(const void *a, const void *b)
{
	const struct problem *p = *(struct problem *const *)a, *q = *(struct problem *const *)b;
	int order = by_place(p, q);

	return order != 0 ? order : (p > q) - (p < q);
}

/* In the heap. */
static struct problem **
sort(const struct problems *list)
{
	struct problem **sorted = heap_alloc((list->count + 1) * sizeof(struct problem *));

	for (size_t i = 0; i < list->count; i++)
		sorted[i] = &list->item[i];
	qsort(sorted, list->count, sizeof(struct problem *), compare);
	return sorted;
}

static bool
is_there(const struct problems *list, const struct problem *p)
{
	for (size_t i = list->count; i > 0 && by_place(&list->item[i - 1], p) == 0; i--)
		if (strcmp(list->item[i - 1].text, p->text) == 0)
			return true;
	return false;
}

const struct problem *
problems_first_error(const struct problems *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->item[i].severity == PROBLEM_ERROR)
			return &list->item[i];
	return NULL;
}

void
problems_unify(struct problems *list)
{
	struct problem **sorted = sort(list);
	struct problems kept;

	problems_init(&kept, list->arena);
	for (size_t i = 0; i < list->count; i++) {
		const struct problem *p = sorted[i];
		if (!is_there(&kept, p))
			problems_add(&kept, p->file, p->line, p->column, p->severity, "%s", p->text);
	}
	free(sorted);
	*list = kept;
}

const char *
problem_severity_name(enum problem_severity severity)
{
	return severity == PROBLEM_ERROR ? "error" : "warning";
}

static void
print_one(const struct problem *p, struct str *out)
{
	if (p->file != NULL) {
		str_add_terminal(out, p->file);
		str_add_char(out, ':');
	}
	if (p->line > 0)
		str_printf(out, "%d:", p->line);
	if (p->column > 0)
		str_printf(out, "%d:", p->column);
	str_add(out, p->file != NULL || p->line > 0 ? " " : "");
	str_add(out, p->severity == PROBLEM_WARNING ? "warning: " : "");
	str_add_terminal(out, p->text);
	str_add_char(out, '\n');
}

void
problems_print(const struct problems *list, struct str *out)
{
	struct problem **sorted = sort(list);

	for (size_t i = 0; i < list->count; i++)
		print_one(sorted[i], out);
	free(sorted);
}

static const char *
line_of(const char *text, int line)
{
	for (int i = 1; i < line && text != NULL; i++) {
		text = strchr(text, '\n');
		text = text != NULL ? text + 1 : NULL;
	}
	return text;
}

static bool
is_inside_letter(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* How long the wrong words are: a quoted text, a bracket with what is in it, or a word. */
static size_t
words_len(const char *at, size_t rest)
{
	static const char word[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-/@";
	size_t len = 0;
	int depth = 0;

	if (at[0] == '"' || at[0] == '\'') {
		const char *end = memchr(at + 1, at[0], rest - 1);
		return end != NULL ? (size_t)(end - at) + 1 : rest;
	}
	if (at[0] != '{' && at[0] != '[') {
		len = strspn(at, word);
		return len == 0 ? 1 : len < rest ? len : rest;
	}
	for (len = 0; len < rest; len++) {
		depth += at[len] == '{' || at[len] == '[';
		depth -= at[len] == '}' || at[len] == ']';
		if (depth == 0)
			return len + 1;
	}
	return rest;
}

/* "   12 | on: [{event: x}]" and "^~~~" under its words. */
static void
print_mark(const struct problem *p, const char *text, struct str *out)
{
	const char *line = line_of(text, p->line), *at = line;
	size_t len = line != NULL ? strcspn(line, "\r\n") : 0;
	struct str shown = STR_INIT;

	for (int column = 1; at != NULL && column < p->column && (size_t)(at - line) < len; column++)
		do
			at++;
		while ((size_t)(at - line) < len && is_inside_letter(*at));
	if (at == NULL || (size_t)(at - line) >= len)
		return;
	/* Of a long line the part around its wrong words. */
	if (at - line > MARK_BEFORE) {
		len -= (size_t)(at - line) - MARK_BEFORE;
		line = at - MARK_BEFORE;
		while (is_inside_letter(*line)) {
			line++;
			len--;
		}
	}
	len = len < MARK_BYTES ? len : MARK_BYTES;
	str_add_bytes(&shown, line, len);
	str_printf(out, "%6d | ", p->line);
	str_add_terminal(out, shown.text);
	str_add(out, "\n       | ");
	for (const char *c = line; c < at; c++)
		if (!is_inside_letter(*c))
			str_add_char(out, *c == '\t' ? '\t' : ' ');
	size_t marked = words_len(at, len - (size_t)(at - line));
	for (size_t i = 0; i < marked; i++)
		if (!is_inside_letter(at[i]))
			str_add_char(out, i == 0 ? '^' : '~');
	str_add_char(out, '\n');
	str_clear(&shown);
}

void
problems_print_marked(const struct problems *list, problem_source *source, void *context,
    struct str *out)
{
	struct problem **sorted = sort(list);

	for (size_t i = 0; i < list->count; i++) {
		const struct problem *p = sorted[i];
		const char *text = p->file != NULL && p->line > 0 && p->column > 0 ? source(context, p->file) : NULL;
		print_one(p, out);
		if (text != NULL)
			print_mark(p, text, out);
	}
	free(sorted);
}
