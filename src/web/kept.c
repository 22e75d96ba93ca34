/* kept: a few pages; each with the database's version and the minute in which it was made. */
#include "web/kept.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/banned.h"

#define PAGES		32
#define BODY_BYTES_MAX	262144		/* a larger page is not kept */
#define ONCE_MAX	8

struct kept_page {
	char		*key;			/* NULL: free */
	struct str	 body;
	const char	*type;
	int64_t		 version, minute;
	size_t		 once[ONCE_MAX], onces;	/* where a "once" stands in the body */
};

struct kept {
	struct kept_page	 item[PAGES];
	size_t			 next;		/* the one that makes room */
	int64_t			 version;	/* at the last kept_find() */
	const char		*asked;		/* its key, in the request's arena */
};

static const char once_field[] = "name=\"once\" value=\"";

struct kept *
kept_new(void)
{
	return heap_alloc(sizeof(struct kept));
}

static void
forget(struct kept_page *page)
{
	free(page->key);
	str_clear(&page->body);
	*page = (struct kept_page){ .key = NULL };
}

void
kept_free(struct kept *kept)
{
	for (size_t i = 0; kept != NULL && i < PAGES; i++)
		if (kept->item[i].key != NULL)
			forget(&kept->item[i]);
	free(kept);
}

/* All that a page depends on but the database and the time. */
static const char *
key_of(const struct request *r)
{
	struct str key = STR_INIT;

	str_printf(&key, "%u\n%s\n%s\n%s\n", r->rights, r->token, r->session != NULL ? r->session : "", r->actor);
	str_add(&key, r->path);
	for (size_t i = 0; i < r->query.count; i++) {
		const struct pair *pair = &r->query.item[i];
		str_printf(&key, "\n%s\n%s", pair->name, pair->value != NULL ? pair->value : "");
	}
	const char *text = arena_strdup(r->a, key.text);
	str_clear(&key);
	return text;
}

static bool
is_that(const struct kept_page *page, const struct kept *kept, const struct request *r, const char *key)
{
	return page->key != NULL && page->version == kept->version &&
	    page->minute == r->now_ms / MS_PER_MINUTE && strcmp(page->key, key) == 0;
}

bool
kept_find(struct request *r, struct reply *reply)
{
	struct kept *kept = r->web->kept;
	const char *key = key_of(r);
	char once[HASH_ID_BYTES];

	kept->version = db_data_version(r->web->db);
	kept->asked = key;
	for (size_t i = 0; i < PAGES; i++) {
		const struct kept_page *page = &kept->item[i];
		if (!is_that(page, kept, r, key))
			continue;
		str_add_bytes(&reply->body, page->body.text, page->body.len);
		for (size_t k = 0; k < page->onces; k++)
			memcpy(reply->body.text + page->once[k], random_id(once), HASH_ID_BYTES - 1);
		reply->type = page->type;
		reply->status = 200;
		return true;
	}
	return false;
}

static bool
find_onces(struct kept_page *page)
{
	size_t len = strlen(once_field);

	for (const char *at = page->body.text; (at = strstr(at, once_field)) != NULL; at += len) {
		if (page->onces == ONCE_MAX)
			return false;
		page->once[page->onces++] = (size_t)(at + len - page->body.text);
	}
	return true;
}

void
kept_add(struct request *r, const struct reply *reply)
{
	struct kept *kept = r->web->kept;
	struct kept_page *page = &kept->item[kept->next];

	if (reply->status != 200 || reply->has_file || reply->body.len > BODY_BYTES_MAX ||
	    memchr(reply->body.text, '\0', reply->body.len) != NULL)
		return;
	forget(page);
	page->body = (struct str)STR_INIT;
	str_add_bytes(&page->body, reply->body.text, reply->body.len);
	if (!find_onces(page)) {
		forget(page);
		return;
	}
	page->key = heap_strdup(kept->asked);
	page->type = reply->type;
	page->version = kept->version;
	page->minute = r->now_ms / MS_PER_MINUTE;
	kept->next = (kept->next + 1) % PAGES;
}
