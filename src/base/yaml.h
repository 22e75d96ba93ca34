/*
 * yaml: the strict subset in which people write settings, catalogs and workflows, as a tree in
 * which every node knows its line and column.  Scalars are text until the reader asks for a type,
 * so "no", "08:30" and "1e3" never become something else.  Refused: anchors, aliases, tags,
 * merge keys, several documents, duplicate keys, keys that are no scalars, invalid UTF-8,
 * nesting deeper than YAML_DEPTH_MAX, maps of more than YAML_KEYS_MAX keys, files larger than YAML_BYTES_MAX.
 */
#ifndef BASE_YAML_H
#define BASE_YAML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/problem.h"

#define YAML_DEPTH_MAX	32
#define YAML_BYTES_MAX	(1 << 20)
#define YAML_KEYS_MAX	4000

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml_node {
	enum yaml_kind		 kind;
	int			 line, column;	/* from 1 */
	const char		*text;		/* YAML_SCALAR: its text; "" when nothing is written */
	bool			 quoted;	/* written in quotes or as a block */
	const char		*key;		/* as a value in a map: its key */
	int			 key_line, key_column;
	struct yaml_node	*child;		/* first item or value */
	struct yaml_node	*next;		/* the next one in the same list or map */
	size_t			 count;		/* children */
};

/* The document's root in "a", or NULL with problems added.  An empty document is an empty map.  A key that stands
 * twice is a problem, too, but the tree comes back, so that what else is wrong can be told: count the errors. */
struct yaml_node *yaml_parse(const char *file, const char *bytes, size_t len, struct arena *a,
	    struct problems *problems);

/* The value of a key in a map; NULL when absent or when node is NULL or no map. */
struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);

/* Do both say the same?  Place, quotes and comments aside; NULL, what is not there, is like NULL alone. */
bool	yaml_same(const struct yaml_node *x, const struct yaml_node *y);

/* Adds a problem for each key of the map that is not in the NULL-ended list, with the nearest
 * known key as advice.  Complains also when node is no map. */
bool	yaml_check_keys(const struct yaml_node *map, const char *file, const char *const *keys,
	    struct problems *problems);

/*
 * A file that is one list: the map under its only key, which is "name".  NULL: a problem was added.
 * "by" says in it what the list goes by: "their keys".
 */
const struct yaml_node *yaml_parse_list(const char *file, const char *bytes, size_t len,
	    const char *name, const char *by, struct arena *a, struct problems *problems);

/* The nearest of the names to a misspelled one, or NULL when none is near. */
const char *yaml_nearest(const char *word, const char *const *names);

/* Says that about the node. */
void	yaml_complain(const struct yaml_node *node, const char *file, struct problems *problems, const char *what);

/* Typed reading of a scalar; false adds a problem that says what was expected. */
bool	yaml_text(const struct yaml_node *node, const char *file, const char **ret_text,
	    struct problems *problems);		/* not empty */
bool	yaml_bool(const struct yaml_node *node, const char *file, bool *ret_yes,
	    struct problems *problems);		/* true or false, nothing else */
bool	yaml_int(const struct yaml_node *node, const char *file, int64_t min, int64_t max,
	    int64_t *ret_number, struct problems *problems);

#endif
