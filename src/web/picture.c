/* picture: a version of a workflow never changes, so that its drawings are kept by version and state. */
#include "web/picture.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "engine/picture.h"
#include "base/banned.h"

#define KEPT_MAX	256	/* then all are forgotten: there are a few dozen states at most */

struct picture {
	char		*key, *svg;	/* svg NULL: it cannot be drawn */
};

struct pictures { struct picture item[KEPT_MAX]; size_t count; };

struct pictures *
pictures_new(void)
{
	return heap_alloc(sizeof(struct pictures));
}

static void
forget(struct pictures *all)
{
	for (size_t i = 0; i < all->count; i++) {
		free(all->item[i].key);
		free(all->item[i].svg);
	}
	all->count = 0;
}

void
pictures_free(struct pictures *pictures)
{
	if (pictures != NULL)
		forget(pictures);
	free(pictures);
}

/* The element out of the document. */
static char *
draw(struct web *web, int64_t definition_id, const struct graph_view *view)
{
	const struct definition *d;
	struct str svg = STR_INIT;
	struct err err = ERR_INIT;
	char *text = NULL;

	if (engine_definition(&web->reader, definition_id, &d, &err) &&
	    picture_draw(d, view, &svg, &err)) {
		const char *start = strstr(svg.text, "<svg");
		text = start != NULL ? heap_strdup(start) : NULL;
	} else {
		log_warn("%s", err.text);
	}
	str_clear(&svg);
	return text;
}

const char *
picture_find(struct web *web, int64_t definition_id, const struct graph_view *view)
{
	struct pictures *all = web->pictures;
	struct arena a = ARENA_INIT;
	const char *key = arena_printf(&a, "%lld %d %s %s", (long long)definition_id, view->near_only,
	    view->here != NULL ? view->here : "", view->before != NULL ? view->before : "");
	struct picture *found = NULL;

	for (size_t i = 0; i < all->count && found == NULL; i++)
		if (strcmp(all->item[i].key, key) == 0)
			found = &all->item[i];
	if (found == NULL) {
		if (all->count == KEPT_MAX)
			forget(all);
		found = &all->item[all->count++];
		*found = (struct picture){ heap_strdup(key), draw(web, definition_id, view) };
	}
	arena_clear(&a);
	return found->svg;
}
