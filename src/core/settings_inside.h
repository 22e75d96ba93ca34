/* settings_inside: the table of keys and how a value is read, for the files of settings alone. */
#ifndef CORE_SETTINGS_INSIDE_H
#define CORE_SETTINGS_INSIDE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/problem.h"
#include "base/yaml.h"
#include "core/settings.h"

enum setting_type {
	SET_TEXT, SET_ADDRESS, SET_URL, SET_SECRET, SET_LINK, SET_BOOL, SET_INT, SET_PORT, SET_ZONE, SET_CHOICE,
	SET_WORDS, SET_CLOCK, SET_TEXTS, SET_MAP, SET_LIST
};

struct setting {
	const char	*key;
	enum setting_type type;
	size_t		 offset;	/* in its struct */
	const char	*otherwise;	/* NULL: stays absent (0, NULL) */
	int64_t		 min, max;
	const char	*const *choice;	/* SET_CHOICE: NULL-ended; the index is stored in an int.
					 * SET_WORDS: each word is one of them or, with max 1, an address */
	const struct setting *map;	/* SET_MAP */
	const struct setting_list *list;	/* SET_LIST */
};

struct reading {
	const char	*file;
	struct arena	*arena;
	struct problems	*problems;
	struct settings	*settings;
	size_t		 size;		/* of its list of secrets */
};

typedef void check_item_fn(const struct reading *r, const struct yaml_node *node,
    const struct settings *s);

/* A list of maps: where the array and its count stand, and what its items demand of one another. */
struct setting_list {
	const char	*key;
	const struct setting *keys;	/* of an item */
	size_t		 array, count;	/* offsets in the settings */
	size_t		 item_bytes;
	check_item_fn	*check;		/* of the item behind those that are counted */
};

#define SETTING_KEYS_MAX 32

/* All keys of credence.yaml; those of a mail server, which is absent where it is not written. */
extern const struct setting settings_keys[], settings_server_keys[];

/* What the items of a list demand of one another. */
check_item_fn settings_check_webhook, settings_check_calendar, settings_check_rate, settings_check_share;

/* Reads one value of text into "field", in the arena, or says what is wrong with it. */
void	settings_read_text(struct reading *r, const struct setting *s, const struct yaml_node *node,
	    const char **field);

/* Which of the choices it is; false, and said, when it is none. */
bool	settings_read_choice(struct reading *r, const struct setting *s, const struct yaml_node *node,
	    int *ret_index);

#endif
