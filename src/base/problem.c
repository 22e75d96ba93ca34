/* problem: the list of mistakes of a file. */
#include "base/problem.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

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

void
problems_print(const struct problems *list, struct str *out)
{
	struct problem **sorted = sort(list);

	for (size_t i = 0; i < list->count; i++) {
		const struct problem *p = sorted[i];
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
	free(sorted);
}
