/* chain: links of an explanation as JSON, and the parts of a reason. */
#include "engine/chain.h"

#include <inttypes.h>
#include <string.h>

#include "engine/why.h"
#include "store/message.h"
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

/* "the tag in its subject ... (85 of 100)", as it was told when it came; NULL: a person said so. */
static const char *
tie_of(const struct message *m, struct arena *a)
{
	struct json *verdict;
	const char *words = NULL;

	if (text_equal(m->matched_by, "person") || !json_parse(m->verdict_json, strlen(m->verdict_json), &verdict, NULL))
		return NULL;
	const char *because = json_get_text(verdict, "because");
	if (because != NULL)
		words = arena_printf(a, "%s (sure by %" PRId64 " of 100)", because, json_get_int(verdict, "score", 0));
	json_free(verdict);
	return words;
}

bool
chain_add_message(struct chain *c, int64_t message_id, struct err *err)
{
	struct message m;

	if (!message_load(c->e->db, message_id, c->a, &m, err))
		return false;
	const char *tie = m.case_id != 0 ? tie_of(&m, c->a) : NULL;
	chain_add(c, &(struct link){
		.what = arena_printf(c->a, "%s \"%s\", %s", m.kind, m.subject, m.case_id != 0 ?
		    arena_printf(c->a, "belongs to CR-%" PRId64, m.case_id) : "for no known case"),
		.at_ms = m.received_ms,
		.by = m.from_address != NULL && m.from_address[0] != '\0' ? m.from_address : NULL,
		.because = m.case_id == 0 ? arena_printf(c->a, "nothing in it names a case: mail match "
		    "%" PRId64 " CASE attaches it", message_id) : arena_printf(c->a,
		    "it found the case by %s%s%s%s", m.matched_by, tie != NULL ? ": " : "", tie != NULL ? tie : "",
		    tie == NULL && m.has_unknown_sender ? "; its sender is none of the case's contacts" : ""),
	});
	return true;
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
