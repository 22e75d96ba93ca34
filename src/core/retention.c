/* retention: reading the catalog, and which of its rules a paper falls under. */
#include "core/retention.h"

#include "base/day.h"
#include "base/str.h"
#include "base/yaml.h"
#include "base/banned.h"

#define YEARS_MAX	100

static const char *const statuses[] = { "received", "accepted", "rejected", "expired", NULL };
static const char *const afters[] = { [AFTER_LEFT] = "left", [AFTER_DECIDED] = "decided", NULL };

static bool
is_one_of(const char *const *words, const char *word, size_t *ret_i)
{
	for (size_t i = 0; words[i] != NULL; i++)
		if (text_equal(words[i], word)) {
			*ret_i = i;
			return true;
		}
	return false;
}

/* A list of words, or of those in "known". */
static const char *const *
read_words(const struct yaml_node *list, const char *file, const char *const *known, struct arena *a,
    struct problems *problems)
{
	size_t count = 0, which;

	if (list == NULL)
		return NULL;
	if (list->kind != YAML_LIST || list->count == 0) {
		yaml_complain(list, file, problems, "a list of words is expected here, like [rejected, expired]");
		return NULL;
	}
	const char **words = arena_array(a, list->count + 1, sizeof(*words));
	for (const struct yaml_node *n = list->child; n != NULL; n = n->next) {
		if (!yaml_text(n, file, &words[count], problems))
			continue;
		if (known != NULL && !is_one_of(known, words[count], &which))
			yaml_complain(n, file, problems, "a status is one of: received, accepted, rejected, expired");
		count++;
	}
	words[count] = NULL;
	return words;
}

static void
read_rule(const struct yaml_node *node, const char *file, struct arena *a, struct retention_rule *rule,
    struct problems *problems)
{
	static const char *const keys[] = { "kinds", "statuses", "after", "keep_years", "source", NULL };
	const struct yaml_node *after, *years, *source;
	const char *word;
	size_t which;

	*rule = (struct retention_rule){ .key = node->key, .source = "" };
	if (!yaml_check_keys(node, file, keys, problems))
		return;
	if ((after = yaml_get(node, "after")) == NULL || (years = yaml_get(node, "keep_years")) == NULL) {
		yaml_complain(node, file, problems, "a rule needs \"after\" (left or decided) and \"keep_years\"");
		return;
	}
	rule->kinds = read_words(yaml_get(node, "kinds"), file, NULL, a, problems);
	rule->statuses = read_words(yaml_get(node, "statuses"), file, statuses, a, problems);
	if (yaml_text(after, file, &word, problems)) {
		if (is_one_of(afters, word, &which))
			rule->after = (enum retention_after)which;
		else
			yaml_complain(after, file, problems, "\"after\" is one of: left, decided");
	}
	yaml_int(years, file, 1, YEARS_MAX, &rule->keep_years, problems);
	if ((source = yaml_get(node, "source")) != NULL)
		yaml_text(source, file, &rule->source, problems);
}

bool
retention_parse(const char *file, const char *bytes, size_t len, struct arena *a,
    struct retention *ret_retention, struct problems *problems)
{
	size_t before = problems->errors, count = 0;

	const struct yaml_node *map = yaml_parse_list(file, bytes, len, "retention", "their keys", a, problems);
	if (map == NULL)
		return false;
	struct retention_rule *rule = arena_array(a, map->count, sizeof(*rule));
	for (const struct yaml_node *n = map->child; n != NULL; n = n->next)
		read_rule(n, file, a, &rule[count++], problems);
	*ret_retention = (struct retention){ rule, count };
	return problems->errors == before;
}

const struct retention_rule *
retention_find(const struct retention *retention, const struct retention_paper *paper, int32_t *ret_until_day)
{
	size_t which;

	for (size_t i = 0; i < retention->count; i++) {
		const struct retention_rule *rule = &retention->rule[i];
		if ((rule->kinds != NULL && !is_one_of(rule->kinds, paper->kind, &which)) ||
		    (rule->statuses != NULL && !is_one_of(rule->statuses, paper->status, &which)))
			continue;
		int32_t from_day = rule->after == AFTER_LEFT ? paper->left_day : paper->decided_day;
		*ret_until_day = from_day == DAY_NONE ? DAY_NONE :
		    day_add_months(from_day, (int)rule->keep_years * 12);
		return rule;
	}
	return NULL;
}
