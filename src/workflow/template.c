/*
 * template: parts of a Mustache template put together with the values of a JSON document.
 * A name is looked for in the innermost section first and outwards from there; the rest of a
 * dotted name only inside what its first word found.  Nothing here calls code: there are no lambdas.
 */
#include <stdlib.h>
#include <string.h>

#include "workflow/template.h"
#include "workflow/template_inside.h"
#include "base/banned.h"

#define KEPT_MAX	128	/* templates of the program */

struct kept_template { const char *text; struct parts parts; };

struct template_kept {
	struct arena		arena;		/* of the parts */
	struct kept_template	item[KEPT_MAX];
	size_t			count;
};

struct template_kept *
template_kept_new(void)
{
	return heap_alloc(sizeof(struct template_kept));
}

void
template_kept_free(struct template_kept *kept)
{
	if (kept != NULL)
		arena_clear(&kept->arena);
	free(kept);
}

/* The values that sections have opened, innermost first. */
struct scope {
	const struct json	*value;
	const struct scope	*outer;
};

struct render {
	const struct template_options	*options;
	struct arena			*arena;
	struct str			*out;
	size_t				 begin;		/* of our output in "out" */
	size_t				 depth;		/* partials */
	size_t				 steps;		/* parts written so far */
	struct err			*err;
};

/* is_moved: the text is ours for this time only. */
static bool	render_text(struct render *r, const char *text, const struct scope *scope, bool is_moved);
static bool	render_parts(struct render *r, const struct parts *parts, size_t from, size_t to,
		    const struct scope *scope);

static const struct json *
find(const struct scope *scope, const char *name)
{
	char head[256];
	const char *dot = strchr(name, '.');
	const struct json *value = NULL;

	if (text_equal(name, "."))
		return scope->value;
	if (dot == NULL) {
		for (; scope != NULL && value == NULL; scope = scope->outer)
			value = json_get(scope->value, name);
		return value;
	}
	size_t len = (size_t)(dot - name);
	if (len >= sizeof(head))
		return NULL;
	memcpy(head, name, len);
	head[len] = '\0';
	for (; scope != NULL && value == NULL; scope = scope->outer)
		value = json_get(scope->value, head);
	while (value != NULL && dot != NULL) {
		name = dot + 1;
		dot = strchr(name, '.');
		len = dot != NULL ? (size_t)(dot - name) : strlen(name);
		if (len >= sizeof(head))
			return NULL;
		memcpy(head, name, len);
		head[len] = '\0';
		value = json_get(value, head);
	}
	return value;
}

/* What a section skips: nothing, null, false, an empty list, an empty text. */
static bool
is_false(const struct json *value)
{
	switch (json_kind_of(value)) {
	case JSON_IS_NULL:
		return true;
	case JSON_IS_BOOL:
		return !json_as_bool(value);
	case JSON_IS_TEXT:
		return json_as_text(value)[0] == '\0';
	case JSON_IS_ARRAY:
		return json_count(value) == 0;
	case JSON_IS_NUMBER:
	case JSON_IS_OBJECT:
		return false;
	}
	return true;
}

static void
add_value(struct render *r, const struct json *value, bool raw)
{
	struct str text = STR_INIT;
	const char *words = json_as_text(value);

	if (words == NULL) {
		json_print(value, &text);	/* a number, or true or false */
		words = text.text;
	}
	if (raw || r->options->escape == ESCAPE_NONE)
		str_add(r->out, words);
	else
		str_add_html(r->out, words);
	str_clear(&text);
}

static bool
render_value(struct render *r, const struct part *part, const struct scope *scope)
{
	const struct json *value = find(scope, part->name);
	enum json_kind kind = json_kind_of(value);

	if (kind == JSON_IS_ARRAY || kind == JSON_IS_OBJECT)
		return fail(r->err, ERR_INPUT, "line %d: \"%s\" is no text but a %s", part->line,
		    part->name, kind == JSON_IS_ARRAY ? "list" : "group of values");
	if (kind == JSON_IS_NULL || (kind == JSON_IS_TEXT && is_false(value))) {
		if (r->options->strict)
			return fail(r->err, ERR_INPUT, "line %d: \"%s\" has no value", part->line,
			    part->name);
		return true;
	}
	add_value(r, value, part->kind == PART_RAW);
	return true;
}

static bool
render_section(struct render *r, const struct parts *parts, size_t i, const struct scope *outer)
{
	const struct part *part = &parts->item[i];
	const struct json *value = find(outer, part->name);
	struct scope scope = { value, outer };

	if (part->kind == PART_INVERTED)
		return !is_false(value) || render_parts(r, parts, i + 1, part->end, outer);
	if (is_false(value))
		return true;
	if (json_kind_of(value) != JSON_IS_ARRAY)
		return render_parts(r, parts, i + 1, part->end, &scope);
	for (size_t n = 0; n < json_count(value); n++) {
		scope.value = json_at(value, n);
		if (!render_parts(r, parts, i + 1, part->end, &scope))
			return false;
	}
	return true;
}

/* The partial's own lines are moved in; lines that values bring are not. */
static const char *
indented(struct render *r, const char *text, const char *indent)
{
	struct str moved = STR_INIT;

	for (const char *line = text, *next; *line != '\0'; line = next) {
		next = strchr(line, '\n');
		next = next != NULL ? next + 1 : line + strlen(line);
		str_add(&moved, indent);
		str_add_bytes(&moved, line, (size_t)(next - line));
	}
	const char *copy = arena_strdup(r->arena, moved.text);
	str_clear(&moved);
	return copy;
}

static bool
render_partial(struct render *r, struct part *part, const struct scope *scope)
{
	const char *text = part->found;

	if (text == NULL && r->options->partial != NULL)
		text = r->options->partial(r->options->context, part->name);
	if (r->options->kept != NULL)
		part->found = text;
	if (text == NULL) {
		if (r->options->strict)
			return fail(r->err, ERR_INPUT, "line %d: there is no partial \"%s\"",
			    part->line, part->name);
		return true;
	}
	if (r->depth == TEMPLATE_PARTIALS_MAX)
		return fail(r->err, ERR_INPUT, "line %d: partial \"%s\" goes too deep", part->line,
		    part->name);
	bool is_moved = part->indent != NULL && part->indent[0] != '\0';
	if (is_moved)
		text = indented(r, text, part->indent);
	r->depth++;
	bool ok = render_text(r, text, scope, is_moved);
	r->depth--;
	return ok || fail_in(r->err, "line %d: partial \"%s\"", part->line, part->name);
}

static bool
render_parts(struct render *r, const struct parts *parts, size_t from, size_t to,
    const struct scope *scope)
{
	bool ok = true;

	for (size_t i = from; i < to && ok; i++) {
		struct part *part = &parts->item[i];
		switch (part->kind) {
		case PART_TEXT:
			str_add_bytes(r->out, part->text, part->len);
			break;
		case PART_VALUE:
		case PART_RAW:
			ok = render_value(r, part, scope);
			break;
		case PART_SECTION:
		case PART_INVERTED:
			ok = render_section(r, parts, i, scope);
			i = part->end;
			break;
		case PART_PARTIAL:
			ok = render_partial(r, part, scope);
			break;
		case PART_END:
			break;
		}
		if (ok && ++r->steps > TEMPLATE_STEPS_MAX)
			ok = fail(r->err, ERR_INPUT, "line %d: this template never comes to an end",
			    part->line);
		if (ok && r->out->len - r->begin > TEMPLATE_OUTPUT_MAX)
			ok = fail(r->err, ERR_INPUT, "line %d: what this gives is larger than %zu bytes",
			    part->line, TEMPLATE_OUTPUT_MAX);
	}
	return ok;
}

/* The parts of a text that stays; NULL when it is no template. */
static const struct parts *
kept_parts(struct template_kept *kept, const char *text, struct err *err)
{
	for (size_t i = 0; i < kept->count; i++)
		if (kept->item[i].text == text)
			return &kept->item[i].parts;
	if (kept->count == KEPT_MAX)
		BUG("there are more than %d templates", KEPT_MAX);
	struct kept_template *one = &kept->item[kept->count];
	if (!template_parse(text, &kept->arena, &one->parts, err))
		return NULL;
	one->text = text;
	kept->count++;
	return &one->parts;
}

static bool
render_text(struct render *r, const char *text, const struct scope *scope, bool is_moved)
{
	const struct parts *parts;
	struct parts once;

	if (r->options->kept != NULL && !is_moved) {
		parts = kept_parts(r->options->kept, text, r->err);
		return parts != NULL && render_parts(r, parts, 0, parts->count, scope);
	}
	return template_parse(text, r->arena, &once, r->err) &&
	    render_parts(r, &once, 0, once.count, scope);
}

bool
template_render(const char *text, const struct json *data, const struct template_options *options,
    struct str *out, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct scope scope = { data, NULL };
	struct render r = { .options = options, .arena = &a, .out = out, .begin = out->len, .err = err };
	bool ok = render_text(&r, text, &scope, false);

	if (!ok)
		str_truncate(out, r.begin);
	arena_clear(&a);
	return ok;
}

bool
template_names(const char *text, void (*name)(void *context, const char *name, int line),
    void *context, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct parts parts;
	bool ok = template_parse(text, &a, &parts, err);

	for (size_t i = 0; ok && i < parts.count; i++) {
		const struct part *part = &parts.item[i];
		bool asks = part->kind == PART_VALUE || part->kind == PART_RAW ||
		    part->kind == PART_SECTION || part->kind == PART_INVERTED;
		if (asks && !text_equal(part->name, "."))
			name(context, part->name, part->line);
	}
	arena_clear(&a);
	return ok;
}
