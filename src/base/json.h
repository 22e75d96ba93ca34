/*
 * json: values of JSON (RFC 8259), read and written.  A thin room around jansson.
 * A struct json is owned by whoever made or parsed it, until it is put into another one.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct json;

struct json	*json_new_object(void);
struct json	*json_new_array(void);
struct json	*json_new_text(const char *text);	/* NULL: null; no UTF-8: see utf8_clean() */
struct json	*json_new_int(int64_t number);
struct json	*json_new_real(double number);
struct json	*json_new_bool(bool yes);
struct json	*json_new_null(void);
void		 json_free(struct json *json);	/* NULL is well */
struct json	*json_share(struct json *json);	/* the same once more, to stand in two places: nobody changes it any more */
struct json	*json_duplicate(const struct json *json);	/* all of it; NULL of NULL */

/* Both take "value" over.  A NULL value is null. */
void		 json_set(struct json *object, const char *key, struct json *value);
void		 json_push(struct json *array, struct json *value);
void		 json_truncate(struct json *array, size_t count);	/* frees what is behind */

/* Shorter ways of the common cases. */
void		 json_set_text(struct json *object, const char *key, const char *text);
void		 json_set_int(struct json *object, const char *key, int64_t number);
void		 json_set_bool(struct json *object, const char *key, bool yes);
void		 json_set_day(struct json *object, const char *key, int32_t day);	/* DAY_NONE: null */
void		 json_set_id(struct json *object, const char *key, int64_t id);	/* 0: null */
void		 json_set_line(struct json *object, const char *key, int line);	/* of a file, from 1, or a column; else null */

/* ERR_INPUT with line and column; duplicate keys are refused. */
bool		 json_parse(const char *bytes, size_t len, struct json **ret_json, struct err *err);

/* Compact, keys in the order they were set; json_print_pretty: two blanks of indent. */
void		 json_print(const struct json *json, struct str *out);
const char	*json_print_in(const struct json *json, struct arena *a);	/* compact, in "a" */
void		 json_print_pretty(const struct json *json, struct str *out);

/* Reading; every one accepts NULL and the wrong kind, and answers "absent" (borrowed values). */
struct json	*json_get(const struct json *object, const char *key);
struct json	*json_at(const struct json *array, size_t i);
size_t		 json_count(const struct json *array_or_object);
const char	*json_get_text(const struct json *object, const char *key);	/* NULL when absent */
int64_t		 json_as_int(const struct json *json, int64_t otherwise);
int64_t		 json_get_int(const struct json *object, const char *key, int64_t otherwise);
bool		 json_get_bool(const struct json *object, const char *key);
const char	*json_as_text(const struct json *json);				/* NULL when no text */
bool		 json_as_bool(const struct json *json);

enum json_kind { JSON_IS_NULL, JSON_IS_BOOL, JSON_IS_NUMBER, JSON_IS_TEXT, JSON_IS_ARRAY, JSON_IS_OBJECT };
enum json_kind	 json_kind_of(const struct json *json);		/* absent: JSON_IS_NULL */

/* The i-th key of an object with its value, in order; false after the last. */
bool		 json_entry(const struct json *object, size_t i, const char **ret_key,
		    struct json **ret_value);

#endif
