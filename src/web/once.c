/* once: a ring of keys. */
#include "web/once.h"

#include <string.h>

#include "base/banned.h"

#define KEYS	512

struct onces { char key[KEYS][HASH_ID_BYTES]; size_t next; };

struct onces *
onces_new(struct arena *a)
{
	return arena_array(a, 1, sizeof(struct onces));
}

bool
once_is_taken(const struct request *r, bool *ret_taken, struct err *err)
{
	const char *key = pairs_get(&r->form, "once");

	if (text_blank(key) || strlen(key) >= HASH_ID_BYTES)
		return fail(err, ERR_INPUT, "this form is not complete");
	*ret_taken = false;
	for (size_t i = 0; i < KEYS && !*ret_taken; i++)
		*ret_taken = text_equal(key, r->web->onces->key[i]);
	return true;
}

void
once_take(const struct request *r)
{
	struct onces *onces = r->web->onces;

	memcpy(onces->key[onces->next], pairs_get(&r->form, "once"),
	    strlen(pairs_get(&r->form, "once")) + 1);
	onces->next = (onces->next + 1) % KEYS;
}
