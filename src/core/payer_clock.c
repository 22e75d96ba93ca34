/* payer_clock: reading the catalog, and which of its rules an application falls under. */
#include "core/payer_clock.h"

#include <string.h>

#include "base/day.h"
#include "base/str.h"
#include "base/yaml.h"
#include "base/banned.h"

#define DAYS_MAX	730

static void
read_day(const struct yaml_node *node, const char *file, int32_t *ret_day, struct problems *problems)
{
	const char *text;

	*ret_day = DAY_NONE;
	if (node != NULL && yaml_text(node, file, &text, problems) && !day_parse(text, ret_day))
		yaml_complain(node, file, problems, "this is a day, like 2027-01-31");
}

static void
read_clock(const struct yaml_node *node, const char *file, struct payer_clock *c, struct problems *problems)
{
	static const char *const keys[] = { "state", "days", "from", "until", "is_on", "source", "note", NULL };
	const struct yaml_node *state, *days, *source, *note, *is_on;

	*c = (struct payer_clock){ .key = node->key, .state = "", .source = "", .note = "", .is_on = true };
	if (!yaml_check_keys(node, file, keys, problems))
		return;
	state = yaml_get(node, "state");
	days = yaml_get(node, "days");
	source = yaml_get(node, "source");
	if (state == NULL || days == NULL || source == NULL) {
		yaml_complain(node, file, problems, "a rule needs \"state\", \"days\" and \"source\"");
		return;
	}
	if (yaml_text(state, file, &c->state, problems) && strlen(c->state) != 2)
		yaml_complain(state, file, problems, "a state has 2 letters");
	yaml_int(days, file, 1, DAYS_MAX, &c->days, problems);
	yaml_text(source, file, &c->source, problems);
	if ((note = yaml_get(node, "note")) != NULL)
		yaml_text(note, file, &c->note, problems);
	if ((is_on = yaml_get(node, "is_on")) != NULL)
		yaml_bool(is_on, file, &c->is_on, problems);
	read_day(yaml_get(node, "from"), file, &c->from_day, problems);
	read_day(yaml_get(node, "until"), file, &c->until_day, problems);
	if (c->from_day != DAY_NONE && c->until_day != DAY_NONE && c->until_day < c->from_day)
		yaml_complain(node, file, problems, "it ends before it begins");
}

bool
payer_clocks_parse(const char *file, const char *bytes, size_t len, struct arena *a,
    struct payer_clocks *ret_clocks, struct problems *problems)
{
	size_t before = problems->errors, count = 0;

	const struct yaml_node *map = yaml_parse_list(file, bytes, len, "payer_clocks", "their keys", a, problems);
	if (map == NULL)
		return false;
	struct payer_clock *clock = arena_array(a, map->count, sizeof(*clock));
	for (const struct yaml_node *n = map->child; n != NULL; n = n->next)
		read_clock(n, file, &clock[count++], problems);
	*ret_clocks = (struct payer_clocks){ clock, count };
	return problems->errors == before;
}

const struct payer_clock *
payer_clock_find(const struct payer_clocks *clocks, const char *state, const char *kind, int32_t received_day,
    int32_t *ret_until_day)
{
	if (received_day == DAY_NONE || state == NULL || !text_equal(kind, "commercial"))
		return NULL;
	for (size_t i = 0; i < clocks->count; i++) {
		const struct payer_clock *c = &clocks->clock[i];
		if (!c->is_on || !text_equal_nocase(c->state, state) ||
		    (c->from_day != DAY_NONE && received_day < c->from_day) ||
		    (c->until_day != DAY_NONE && received_day > c->until_day))
			continue;
		*ret_until_day = received_day + (int32_t)c->days;
		return c;
	}
	return NULL;
}

struct json *
payer_clocks_json(const struct payer_clocks *clocks)
{
	struct json *rows = json_new_array();

	for (size_t i = 0; i < clocks->count; i++) {
		const struct payer_clock *c = &clocks->clock[i];
		struct json *row = json_new_object();
		json_set_text(row, "key", c->key);
		json_set_text(row, "state", c->state);
		json_set_int(row, "days", c->days);
		json_set_day(row, "from", c->from_day);
		json_set_day(row, "until", c->until_day);
		json_set_bool(row, "is_on", c->is_on);
		json_set_text(row, "source", c->source);
		json_set_text(row, "note", c->note);
		json_push(rows, row);
	}
	return rows;
}
