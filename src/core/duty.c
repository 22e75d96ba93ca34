/* duty: reading the catalog of obligations. */
#include "core/duty.h"

#include "base/day.h"
#include "base/str.h"
#include "base/yaml.h"
#include "base/banned.h"

#define OPEN_DAYS	30	/* where nothing is written */

static bool
read_number(const struct yaml_node *map, const char *key, int64_t max, const char *file,
    int64_t *ret, struct problems *problems)
{
	const struct yaml_node *n = yaml_get(map, key);

	return n != NULL && yaml_int(n, file, 0, max, ret, problems);
}

static void
read_next(const struct yaml_node *node, const char *file, struct duty *duty,
    struct problems *problems)
{
	const char *text;

	duty->next_day = DAY_NONE;
	if (node != NULL && yaml_text(node, file, &text, problems) && !day_parse(text, &duty->next_day))
		yaml_complain(node, file, problems, "next is a day, like 2027-01-31");
}

static void
read_duty(const struct yaml_node *node, const char *file, struct duty *duty,
    struct problems *problems)
{
	static const char *const keys[] = { "title", "evidence", "source", "every_months",
		"every_days", "open_days", "next", NULL };
	const struct yaml_node *title, *evidence, *source;

	*duty = (struct duty){ .key = node->key, .source = "", .open_days = OPEN_DAYS };
	if (!yaml_check_keys(node, file, keys, problems))
		return;
	if ((title = yaml_get(node, "title")) == NULL || (evidence = yaml_get(node, "evidence")) == NULL) {
		yaml_complain(node, file, problems, "a duty needs a title, and the evidence that it was done");
		return;
	}
	yaml_text(title, file, &duty->title, problems);
	yaml_text(evidence, file, &duty->evidence, problems);
	if ((source = yaml_get(node, "source")) != NULL)
		yaml_text(source, file, &duty->source, problems);
	read_number(node, "every_months", 120, file, &duty->every_months, problems);
	read_number(node, "every_days", 3650, file, &duty->every_days, problems);
	read_number(node, "open_days", 365, file, &duty->open_days, problems);
	if ((duty->every_months > 0) == (duty->every_days > 0))
		yaml_complain(node, file, problems, "say how often: every_months or every_days, one of them");
	read_next(yaml_get(node, "next"), file, duty, problems);
}

bool
duty_parse(const char *file, const char *bytes, size_t len, struct arena *a,
    struct duties *ret_duties, struct problems *problems)
{
	size_t before = problems->errors, count = 0;

	const struct yaml_node *map = yaml_parse_list(file, bytes, len, "duties", "their keys", a, problems);
	if (map == NULL)
		return false;
	struct duty *duty = arena_array(a, map->count, sizeof(*duty));
	for (const struct yaml_node *n = map->child; n != NULL; n = n->next)
		read_duty(n, file, &duty[count++], problems);
	*ret_duties = (struct duties){ duty, count };
	return problems->errors == before;
}
