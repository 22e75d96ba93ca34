/* fuzz_yaml: any bytes as YAML: a tree with places, or problems that say where; never more. */
#include <stdlib.h>

#include "base/yaml.h"

static void
walk(const struct yaml_node *node, int depth)
{
	if (node->line < 1 || node->column < 1 || depth > 1000)
		abort();
	for (const struct yaml_node *n = node->child; n != NULL; n = n->next)
		walk(n, depth + 1);
}

int	LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct arena a = ARENA_INIT;
	struct problems problems;

	problems_init(&problems, &a);
	const struct yaml_node *root = yaml_parse("f", (const char *)bytes, len, &a, &problems);
	if (root == NULL && problems.errors == 0)	/* a key that stands twice is told, and the tree goes on */
		abort();
	if (root != NULL)
		walk(root, 0);
	arena_clear(&a);
	return 0;
}
