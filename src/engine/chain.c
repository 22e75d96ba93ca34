/* chain: links of an explanation as JSON, and the parts of a reason. */
#include "engine/chain.h"

#include <inttypes.h>
#include <string.h>

#include "base/hash.h"
#include "engine/why.h"
#include "base/banned.h"

const char *
chain_when(const struct chain *c, int64_t at_ms)
{
	char text[INSTANT_TEXT_BYTES];

	return arena_strdup(c->a, instant_format(at_ms, c->e->settings->zone, text));
}

/* "because" with the rule's own words before it. */
static const char *
reasons(const struct chain *c, const struct rule_view *rule, const char *because)
{
	if (rule->text == NULL)
		return because;
	if (because == NULL)
		return rule->text;
	return arena_printf(c->a, "%s; %s", rule->text, because);
}

void
chain_add(struct chain *c, const struct link *link)
{
	struct rule_view rule = { .text = NULL };
	const struct definition *d;
	struct json *json = json_new_object();

	/* A definition that cannot be read any more still leaves the rest of the explanation. */
	if (link->definition_id != 0 && !definitions_find(c->e, link->definition_id, &d, NULL))
		d = NULL;
	bool has_file = link->definition_id != 0 && d != NULL;
	if (has_file && link->rule != NULL)
		definition_rule(d, link->rule, &rule);
	int line = link->line != 0 ? link->line : rule.line;

	json_set_text(json, "what", link->what);
	json_set_text(json, "rule", link->rule != NULL && link->rule[0] != '\0' ? link->rule : NULL);
	json_set_text(json, "file", has_file ? definitions_row(c->e, link->definition_id)->file :
	    NULL);
	json_set_line(json, "line", line);
	json_set_text(json, "at", link->at_ms != INSTANT_NONE ? chain_when(c, link->at_ms) : NULL);
	json_set_text(json, "by", link->by);
	json_set_text(json, "because", reasons(c, &rule, link->because));
	json_push(c->links, json);
}

const char *
chain_guards(const struct chain *c, const struct json *trace)
{
	const struct json *looks = json_get(trace, "looked_at");
	struct str s = STR_INIT;

	for (size_t i = 0; i < json_count(looks); i++) {
		const struct json *look = json_at(looks, i);
		const char *because = json_get_text(look, "because");
		if (because == NULL || because[0] == '\0')
			continue;
		str_printf(&s, "%s%s %s: %s", s.len > 0 ? "; " : "", json_get_text(look, "rule"),
		    json_get_bool(look, "value") ? "true" : "false", because);
	}
	const char *words = s.len > 0 ? arena_strdup(c->a, s.text) : NULL;
	str_clear(&s);
	return words;
}

int
chain_effect_line(struct chain *c, int64_t case_id, int64_t seq, const char *kind, const char *name,
    int64_t *ret_definition_id)
{
	struct history h;
	int line = 0;

	*ret_definition_id = 0;
	if (!history_load(c->e->db, case_id, seq, c->a, &h, NULL))
		return 0;
	*ret_definition_id = h.definition_id;
	struct json *changes = NULL;
	json_parse(h.changes_json, strlen(h.changes_json), &changes, NULL);
	struct json *effects = json_get(changes, "effects");
	for (size_t i = 0; i < json_count(effects); i++) {
		const struct json *note = json_at(effects, i);
		if (text_equal(json_get_text(note, "kind"), kind) &&
		    text_equal(json_get_text(note, "name"), name))
			line = (int)json_get_int(note, "line", 0);
	}
	json_free(changes);
	return line;
}

const char *
chain_asset(const struct chain *c, int64_t definition_id, const char *name)
{
	const struct definition *d;
	char sha256[HASH_TEXT_BYTES];

	if (definition_id == 0 || !definitions_find(c->e, definition_id, &d, NULL))
		return name;
	const struct published *row = definitions_row(c->e, definition_id);
	for (size_t i = 0; i < row->assets; i++)
		if (text_equal(row->asset[i].name, name)) {
			hash_text(row->asset[i].body, strlen(row->asset[i].body), sha256);
			return arena_printf(c->a, "%s (%.8s)", name, sha256);
		}
	return name;
}

const char *
why_next_part(const char **because, struct arena *a)
{
	while (*because != NULL && **because != '\0') {
		const char *start = *because, *end = strstr(start, "; ");
		size_t len = end != NULL ? (size_t)(end - start) : strlen(start);
		const char *part = arena_strndup(a, start, len);
		*because = end != NULL ? end + 2 : start + len;
		if (strstr(part, " false: ") == NULL)
			return part;
	}
	return NULL;
}
