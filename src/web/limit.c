/* limit: a small table of clients with their minute, found by walking it: mistakes are rare. */
#include "web/limit.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/zone.h"
#include "base/banned.h"

#define KEY_BYTES	8	/* an IPv4 address; an IPv6 network, of which each customer has one */

struct counted { unsigned char key[KEY_BYTES]; int64_t since_ms; int count; };

struct limit {
	int		 max;
	size_t		 used;
	struct counted	 client[LIMIT_CLIENTS];
};

struct limit *
limit_new(int max, struct arena *a)
{
	struct limit *limit = arena_alloc(a, sizeof(*limit));

	limit->max = max;
	return limit;
}

/* What is no address (nobody sends that) counts as one client. */
static void
key_of(const char *client, unsigned char key[KEY_BYTES])
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
	unsigned char bytes[16];

	memset(key, 0, KEY_BYTES);
	if (inet_pton(AF_INET, client, bytes) == 1)
		memcpy(key + 4, bytes, 4);
	else if (inet_pton(AF_INET6, client, bytes) == 1 && memcmp(bytes, mapped, sizeof(mapped)) == 0)
		memcpy(key + 4, bytes + sizeof(mapped), 4);
	else if (inet_pton(AF_INET6, client, bytes) == 1)
		memcpy(key, bytes, KEY_BYTES);
}

static struct counted *
find(struct limit *limit, const unsigned char key[KEY_BYTES])
{
	struct counted *oldest = &limit->client[0];

	for (size_t i = 0; i < limit->used; i++) {
		if (memcmp(limit->client[i].key, key, KEY_BYTES) == 0)
			return &limit->client[i];
		if (limit->client[i].since_ms < oldest->since_ms)
			oldest = &limit->client[i];
	}
	if (limit->used < LIMIT_CLIENTS)
		oldest = &limit->client[limit->used++];
	*oldest = (struct counted){ .since_ms = INSTANT_NONE };
	memcpy(oldest->key, key, KEY_BYTES);
	return oldest;
}

static bool
count(struct limit *limit, const unsigned char key[KEY_BYTES], int64_t now_ms)
{
	struct counted *c = find(limit, key);
	if (c->since_ms == INSTANT_NONE || now_ms - c->since_ms >= MS_PER_MINUTE) {
		c->since_ms = now_ms;
		c->count = 0;
	}
	if (c->count < limit->max)
		c->count++;
	else
		return false;
	return true;
}

bool
limit_count(struct limit *limit, const char *client, int64_t now_ms)
{
	unsigned char key[KEY_BYTES];

	key_of(client, key);
	return count(limit, key, now_ms);
}

bool
limit_count_id(struct limit *limit, int64_t id, int64_t now_ms)
{
	unsigned char key[KEY_BYTES];

	memcpy(key, &id, sizeof(key));
	return count(limit, key, now_ms);
}
