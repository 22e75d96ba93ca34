/*
 * value: what workflow guards, templates and events calculate with; and facts, named values.
 * A text belongs to whoever made the value (mostly an arena of the job).
 */
#ifndef WORKFLOW_VALUE_H
#define WORKFLOW_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/zone.h"

enum value_type { TYPE_TEXT, TYPE_INT, TYPE_BOOL, TYPE_DATE, TYPE_INSTANT, TYPE_EMAIL, TYPE_REF,
	TYPE_ENUM };

struct value {
	bool		 present;
	enum value_type	 type;
	int64_t		 number;	/* int; bool 0 or 1; date: days; instant: ms */
	const char	*text;		/* text, email, enum; ref: "payer 3" */
};

struct value	value_absent(enum value_type type);
struct value	value_text(const char *text);		/* NULL or "": absent */
struct value	value_int(int64_t number);
struct value	value_bool(bool yes);
struct value	value_date(int32_t day);		/* DAY_NONE: absent */
struct value	value_instant(int64_t ms);		/* INSTANT_NONE: absent */
bool		value_equal(struct value a, struct value b);

/* Text, an address or a choice: each may stand where another is wanted. */
bool		value_is_words(enum value_type type);

/* Is it kept in "text"?  Those, and another record. */
bool		value_has_text(enum value_type type);

/* Another record as it is written: what it is and its number; in the arena. */
struct value	value_ref(const char *kind, int64_t id, struct arena *a);
/* Its parts; false when it is none ("payer", "payer 03").  *ret_kind lives as long as the program. */
bool		value_ref_parts(const char *text, const char **ret_kind, int64_t *ret_id);

/* May a value of the one type stand where the other is wanted? */
bool		value_type_fits(enum value_type type, enum value_type wanted);

const char	*value_type_name(enum value_type type);	/* "text", "int", ... */

/* As people read it: dates "YYYY-MM-DD", instants in the zone, "" when absent. */
const char	*value_show(struct value v, const struct zone *zone, struct arena *a);

/* Text of a person or a file made into a value of the type; false when it does not fit. */
bool		value_parse(enum value_type type, const char *text, const struct zone *zone,
		    struct arena *a, struct value *ret_value);

/* JSON for vars and payloads: dates as "YYYY-MM-DD", instants as integer ms, absent as null. */
struct json	*value_to_json(struct value v);
bool		value_from_json(enum value_type type, const struct json *json, struct arena *a,
		    struct value *ret_value);

/* Named values, "provider.last_name"; few enough to be searched in order of name. */
struct fact { const char *name; struct value value; };
struct facts { struct fact *item; size_t count, size; struct arena *arena; };

void		facts_init(struct facts *facts, struct arena *a);
void		facts_set(struct facts *facts, const char *name, struct value value);
/* The same with a name that lives as long as the facts, so that it need not be copied. */
void		facts_put(struct facts *facts, const char *name, struct value value);
/* NULL when there is no such name (an absent value is there, but not present). */
const struct value *facts_get(const struct facts *facts, const char *name);

#endif
