/*
 * yaml: libyaml's events made into a tree with places.  The only file that includes yaml.h.
 * What the strict subset refuses is refused here, at the place where it stands.
 */
#include "base/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/banned.h"

struct reader {
	yaml_parser_t	 parser;
	const char	*file, *bytes;
	size_t		 len;
	struct arena	*arena;
	struct problems	*problems;
	bool		 failed;
};

static void
complain(struct reader *r, yaml_mark_t mark, const char *text)
{
	if (!r->failed)		/* after the first syntax error the rest would be noise */
		problems_add(r->problems, r->file, (int)mark.line + 1, (int)mark.column + 1,
		    PROBLEM_ERROR, "%s", text);
	r->failed = true;
}

/* The library says of bytes that are no text only how many came before them. */
static yaml_mark_t
mark_of_byte(const struct reader *r, size_t at)
{
	yaml_mark_t mark = { .index = at };
	const char *line = r->bytes;

	at = at < r->len ? at : r->len;
	for (const char *p = r->bytes; p < r->bytes + at; p++)
		if (*p == '\n') {
			mark.line++;
			line = p + 1;
		}
	mark.column = utf8_count(line, (size_t)(r->bytes + at - line));
	return mark;
}

static bool
next(struct reader *r, yaml_event_t *event)
{
	if (r->failed)
		return false;
	if (yaml_parser_parse(&r->parser, event))
		return true;
	struct str text = STR_INIT;
	yaml_mark_t mark = r->parser.problem_mark;
	str_add(&text, r->parser.problem ? r->parser.problem : "this is not YAML");
	if (r->parser.context != NULL)
		str_printf(&text, " %s", r->parser.context);
	if (r->parser.error == YAML_READER_ERROR) {
		str_clear(&text);
		mark = mark_of_byte(r, r->parser.problem_offset);
		if (r->parser.problem != NULL && text_starts(r->parser.problem, "control"))
			str_printf(&text, "the control character 0x%02x may not stand here",
			    (unsigned)r->parser.problem_value);
		else
			str_add(&text, "this is not valid UTF-8");
	}
	complain(r, mark, text.text);
	str_clear(&text);
	return false;
}

static bool
refuse_decorations(struct reader *r, const yaml_event_t *event, const yaml_char_t *anchor,
    const yaml_char_t *tag)
{
	if (anchor != NULL)
		complain(r, event->start_mark, "anchors (&name) are not allowed here");
	else if (tag != NULL)
		complain(r, event->start_mark, "tags (!name) are not allowed here");
	return !r->failed;
}

static struct yaml_node *read_node(struct reader *r, yaml_event_t *event, int depth);

static struct yaml_node *
node_new(struct reader *r, enum yaml_kind kind, const yaml_event_t *event)
{
	struct yaml_node *node = arena_alloc(r->arena, sizeof(*node));

	node->kind = kind;
	node->line = (int)event->start_mark.line + 1;
	node->column = (int)event->start_mark.column + 1;
	return node;
}

static void
append(struct yaml_node *parent, struct yaml_node **tail, struct yaml_node *child)
{
	if (*tail == NULL)
		parent->child = child;
	else
		(*tail)->next = child;
	*tail = child;
	parent->count++;
}

static struct yaml_node *
read_list(struct reader *r, const yaml_event_t *start, int depth)
{
	struct yaml_node *list = node_new(r, YAML_LIST, start), *tail = NULL;
	yaml_event_t event;

	while (next(r, &event)) {
		if (event.type == YAML_SEQUENCE_END_EVENT) {
			yaml_event_delete(&event);
			return list;
		}
		struct yaml_node *item = read_node(r, &event, depth);
		yaml_event_delete(&event);
		if (item == NULL)
			return NULL;
		append(list, &tail, item);
	}
	return NULL;
}

static bool
read_key(struct reader *r, const struct yaml_node *map, const yaml_event_t *event)
{
	if (event->type != YAML_SCALAR_EVENT) {
		complain(r, event->start_mark, "a key must be a plain word");
		return false;
	}
	if (!refuse_decorations(r, event, event->data.scalar.anchor, event->data.scalar.tag))
		return false;
	const char *key = (const char *)event->data.scalar.value;
	if (strcmp(key, "<<") == 0)
		complain(r, event->start_mark, "merge keys (<<) are not allowed here");
	else if (strlen(key) != event->data.scalar.length)
		complain(r, event->start_mark, "a key must not hold a NUL byte");
	else if (map->count == YAML_KEYS_MAX)
		complain(r, event->start_mark, "this has too many keys");
	return !r->failed;
}

/* No mistake of syntax: what else is wrong is told, too. */
static void
check_twice(struct reader *r, const struct yaml_node *map, const yaml_event_t *event)
{
	const char *key = (const char *)event->data.scalar.value;
	const struct yaml_node *same = yaml_get(map, key);

	if (same != NULL)
		problems_add(r->problems, r->file, (int)event->start_mark.line + 1,
		    (int)event->start_mark.column + 1, PROBLEM_ERROR,
		    "\"%s\" stands twice: also in line %d", key, same->key_line);
}

static struct yaml_node *
read_map(struct reader *r, const yaml_event_t *start, int depth)
{
	struct yaml_node *map = node_new(r, YAML_MAP, start), *tail = NULL;
	yaml_event_t key, event;

	while (next(r, &key)) {
		if (key.type == YAML_MAPPING_END_EVENT) {
			yaml_event_delete(&key);
			return map;
		}
		struct yaml_node *value = NULL;
		if (read_key(r, map, &key) && next(r, &event)) {
			value = read_node(r, &event, depth);
			yaml_event_delete(&event);
		}
		if (value != NULL) {
			check_twice(r, map, &key);
			value->key = arena_strdup(r->arena, (const char *)key.data.scalar.value);
			value->key_line = (int)key.start_mark.line + 1;
			value->key_column = (int)key.start_mark.column + 1;
			append(map, &tail, value);
		}
		yaml_event_delete(&key);
		if (value == NULL)
			return NULL;
	}
	return NULL;
}

static struct yaml_node *
read_scalar(struct reader *r, const yaml_event_t *event)
{
	struct yaml_node *node = node_new(r, YAML_SCALAR, event);

	if (strlen((const char *)event->data.scalar.value) != event->data.scalar.length) {
		complain(r, event->start_mark, "text must not hold a NUL byte");
		return NULL;
	}
	node->text = arena_strdup(r->arena, (const char *)event->data.scalar.value);
	node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	return node;
}

static struct yaml_node *
read_node(struct reader *r, yaml_event_t *event, int depth)
{
	if (depth >= YAML_DEPTH_MAX) {
		complain(r, event->start_mark, "this is nested too deeply");
		return NULL;
	}
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		/* "!" alone comes with quoted scalars of some writers; it says nothing. */
		return refuse_decorations(r, event, event->data.scalar.anchor,
		    event->data.scalar.tag) ? read_scalar(r, event) : NULL;
	case YAML_SEQUENCE_START_EVENT:
		return refuse_decorations(r, event, event->data.sequence_start.anchor,
		    event->data.sequence_start.tag) ? read_list(r, event, depth + 1) : NULL;
	case YAML_MAPPING_START_EVENT:
		return refuse_decorations(r, event, event->data.mapping_start.anchor,
		    event->data.mapping_start.tag) ? read_map(r, event, depth + 1) : NULL;
	default:
		complain(r, event->start_mark, event->type == YAML_ALIAS_EVENT ?
		    "aliases (*name) are not allowed here" : "this does not belong here");
		return NULL;
	}
}

static struct yaml_node *
read_stream(struct reader *r)
{
	struct yaml_node *root = NULL;
	yaml_event_t event;
	int documents = 0;
	bool more = true;

	while (more && next(r, &event)) {
		if (event.type == YAML_DOCUMENT_START_EVENT && ++documents > 1)
			complain(r, event.start_mark, "only one document may stand in a file");
		else if (event.type == YAML_SCALAR_EVENT || event.type == YAML_ALIAS_EVENT ||
		    event.type == YAML_SEQUENCE_START_EVENT ||
		    event.type == YAML_MAPPING_START_EVENT)
			root = read_node(r, &event, 0);
		more = event.type != YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	if (r->failed)
		return NULL;
	if (root == NULL || (root->kind == YAML_SCALAR && root->text[0] == '\0')) {
		root = arena_alloc(r->arena, sizeof(*root));
		*root = (struct yaml_node){ .kind = YAML_MAP, .line = 1, .column = 1 };
	}
	return root;
}

struct yaml_node *
yaml_parse(const char *file, const char *bytes, size_t len, struct arena *a,
    struct problems *problems)
{
	struct reader r = { .file = file, .arena = a, .problems = problems };

	if (len > YAML_BYTES_MAX) {
		problems_add(problems, file, 0, 0, PROBLEM_ERROR,
		    "this file is larger than %d bytes", YAML_BYTES_MAX);
		return NULL;
	}
	if (!yaml_parser_initialize(&r.parser))
		abort();
	r.bytes = bytes;
	r.len = len;
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)bytes, len);
	struct yaml_node *root = read_stream(&r);
	yaml_parser_delete(&r.parser);
	return root;
}

struct yaml_node *
yaml_get(const struct yaml_node *map, const char *key)
{
	if (map != NULL && map->kind == YAML_MAP)
		for (struct yaml_node *n = map->child; n != NULL; n = n->next)
			if (n->key != NULL && strcmp(n->key, key) == 0)
				return n;
	return NULL;
}

bool
yaml_same(const struct yaml_node *x, const struct yaml_node *y)
{
	if (x == NULL || y == NULL)
		return x == y;
	if (x->kind != y->kind || x->count != y->count || !text_equal(x->text != NULL ? x->text : "",
	    y->text != NULL ? y->text : ""))
		return false;
	const struct yaml_node *m = x->child, *n = y->child;
	for (; m != NULL && n != NULL; m = m->next, n = n->next)
		if (!text_equal(m->key != NULL ? m->key : "", n->key != NULL ? n->key : "") || !yaml_same(m, n))
			return false;
	return m == n;
}

/* Edit distance, given up beyond small words: names of keys are short. */
static size_t
distance(const char *a, const char *b)
{
	enum { MAX = 40 };
	size_t row[MAX + 1], la = strlen(a), lb = strlen(b);

	if (la > MAX || lb > MAX)
		return MAX;
	for (size_t j = 0; j <= lb; j++)
		row[j] = j;
	for (size_t i = 1; i <= la; i++) {
		size_t corner = row[0];
		row[0] = i;
		for (size_t j = 1; j <= lb; j++) {
			size_t above = row[j];
			size_t best = corner + (a[i - 1] != b[j - 1]);
			if (above + 1 < best)
				best = above + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			corner = above;
			row[j] = best;
		}
	}
	return row[lb];
}

const char *
yaml_nearest(const char *word, const char *const *names)
{
	const char *best = NULL;
	size_t best_distance = strlen(word) / 3 + 2;

	for (; *names != NULL; names++) {
		size_t d = distance(word, *names);
		if (d < best_distance) {
			best_distance = d;
			best = *names;
		}
	}
	return best;
}

bool
yaml_check_keys(const struct yaml_node *map, const char *file, const char *const *keys,
    struct problems *problems)
{
	size_t before = problems->errors;

	if (map->kind != YAML_MAP) {
		problems_add(problems, file, map->line, map->column, PROBLEM_ERROR,
		    "expected keys with values here");
		return false;
	}
	for (const struct yaml_node *n = map->child; n != NULL; n = n->next) {
		bool known = false;
		for (const char *const *key = keys; *key != NULL && !known; key++)
			known = strcmp(*key, n->key) == 0;
		if (known)
			continue;
		const char *nearest = yaml_nearest(n->key, keys);
		problems_add(problems, file, n->key_line, n->key_column, PROBLEM_ERROR,
		    nearest ? "\"%s\" is not known here. Did you mean \"%s\"?" :
		    "\"%s\" is not known here", n->key, nearest);
	}
	return problems->errors == before;
}

const struct yaml_node *
yaml_parse_list(const char *file, const char *bytes, size_t len, const char *name, const char *by,
    struct arena *a, struct problems *problems)
{
	const char *const keys[] = { name, NULL };

	const struct yaml_node *root = yaml_parse(file, bytes, len, a, problems);
	if (root == NULL || !yaml_check_keys(root, file, keys, problems))
		return NULL;
	const struct yaml_node *map = yaml_get(root, name);
	if (map != NULL && map->kind == YAML_MAP)
		return map;
	problems_add(problems, file, 1, 1, PROBLEM_ERROR, "this file lists %s by %s", name, by);
	return NULL;
}

static bool
expected(const struct yaml_node *node, const char *file, struct problems *problems,
    const char *what)
{
	problems_add(problems, file, node->line, node->column, PROBLEM_ERROR,
	    node->kind == YAML_SCALAR && node->text[0] != '\0' ? "\"%s\" should be %s" :
	    "%sexpected %s", node->kind == YAML_SCALAR ? node->text : "", what);
	return false;
}

void
yaml_complain(const struct yaml_node *node, const char *file, struct problems *problems, const char *what)
{
	problems_add(problems, file, node->line, node->column, PROBLEM_ERROR, "%s", what);
}

bool
yaml_text(const struct yaml_node *node, const char *file, const char **ret_text,
    struct problems *problems)
{
	if (node->kind != YAML_SCALAR || node->text[0] == '\0')
		return expected(node, file, problems, "a text");
	*ret_text = node->text;
	return true;
}

bool
yaml_bool(const struct yaml_node *node, const char *file, bool *ret_yes,
    struct problems *problems)
{
	bool yes = node->kind == YAML_SCALAR && strcmp(node->text, "true") == 0;

	if (!yes && (node->kind != YAML_SCALAR || strcmp(node->text, "false") != 0))
		return expected(node, file, problems, "true or false");
	*ret_yes = yes;
	return true;
}

bool
yaml_int(const struct yaml_node *node, const char *file, int64_t min, int64_t max,
    int64_t *ret_number, struct problems *problems)
{
	int64_t number;
	char what[96];

	snprintf(what, sizeof(what), "a whole number from %lld to %lld", (long long)min,
	    (long long)max);
	if (node->kind != YAML_SCALAR || !int_parse(node->text, &number) || number < min ||
	    number > max)
		return expected(node, file, problems, what);
	*ret_number = number;
	return true;
}
