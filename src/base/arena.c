/*
 * arena: bump allocation in chunks that grow with the job.
 * Nothing here returns NULL; that is what makes the callers short.
 */
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

#define CHUNK_BYTES_MIN	4000
#define CHUNK_BYTES_MAX	(1 << 20)

struct arena_chunk {
	struct arena_chunk	*next;
	size_t			 used, size;
	_Alignas(max_align_t) char bytes[];
};

static void
die_of_memory(void)
{
	static const char words[] = "credence: out of memory\n";

	fwrite(words, 1, sizeof(words) - 1, stderr);
	abort();
}

void *
heap_alloc(size_t bytes)
{
	void *p = calloc(1, bytes ? bytes : 1);

	if (p == NULL)
		die_of_memory();
	return p;
}

void *
heap_resize(void *memory, size_t count, size_t element_bytes)
{
	void *p = reallocarray(memory, count ? count : 1, element_bytes);

	if (p == NULL)
		die_of_memory();
	return p;
}

char *
heap_strdup(const char *text)
{
	char *copy = strdup(text);

	if (copy == NULL)
		die_of_memory();
	return copy;
}

static struct arena_chunk *
chunk_new(const struct arena *a, size_t bytes)
{
	size_t size = a->chunk ? a->chunk->size * 2 : CHUNK_BYTES_MIN;

	if (size > CHUNK_BYTES_MAX)
		size = CHUNK_BYTES_MAX;
	if (size < bytes)
		size = bytes;
	if (size > SIZE_MAX - sizeof(struct arena_chunk))
		die_of_memory();
	struct arena_chunk *c = malloc(sizeof(*c) + size);
	if (c == NULL)
		die_of_memory();
	c->used = 0;
	c->size = size;
	c->next = a->chunk;
	return c;
}

static size_t
aligned(size_t bytes)
{
	const size_t align = _Alignof(max_align_t);

	return (bytes + align - 1) & ~(align - 1);
}

void *
arena_alloc(struct arena *a, size_t bytes)
{
	if (bytes > SIZE_MAX - _Alignof(max_align_t))
		die_of_memory();
	size_t need = aligned(bytes);
	if (a->chunk == NULL || a->chunk->size - a->chunk->used < need)
		a->chunk = chunk_new(a, need);
	char *p = a->chunk->bytes + a->chunk->used;
	a->chunk->used += need;
	return memset(p, 0, need);
}

void *
arena_array(struct arena *a, size_t count, size_t element_bytes)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, element_bytes, &bytes))
		die_of_memory();
	return arena_alloc(a, bytes);
}

void *
arena_grow(struct arena *a, void *array, size_t count, size_t *size, size_t element_bytes)
{
	if (count < *size)
		return array;
	*size = *size ? *size * 2 : 8;
	void *larger = arena_array(a, *size, element_bytes);
	if (count > 0)
		memcpy(larger, array, count * element_bytes);
	return larger;
}

char *
arena_strndup(struct arena *a, const char *bytes, size_t len)
{
	char *p = arena_alloc(a, len + 1);

	memcpy(p, bytes, len);
	return p;
}

char *
arena_lower(struct arena *a, const char *text)
{
	char *copy = arena_strdup(a, text);

	for (char *p = copy; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p += 'a' - 'A';
	return copy;
}

char *
arena_strdup(struct arena *a, const char *text)
{
	return text == NULL ? NULL : arena_strndup(a, text, strlen(text));
}

char *
arena_vprintf(struct arena *a, const char *format, va_list ap)
{
	/* Most words fit into what the chunk has left: they are written there, and not once before to be counted. */
	size_t room = a->chunk != NULL ? a->chunk->size - a->chunk->used : 0;
	char *p = room > 0 ? a->chunk->bytes + a->chunk->used : NULL;
	va_list again;

	va_copy(again, ap);
	int len = vsnprintf(p, room, format, again);
	va_end(again);
	if (len < 0)
		die_of_memory();
	if (p != NULL && aligned((size_t)len + 1) <= room) {
		a->chunk->used += aligned((size_t)len + 1);
		return p;
	}
	p = arena_alloc(a, (size_t)len + 1);
	vsnprintf(p, (size_t)len + 1, format, ap);
	return p;
}

char *
arena_printf(struct arena *a, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	char *p = arena_vprintf(a, format, ap);
	va_end(ap);
	return p;
}

void
arena_clear(struct arena *a)
{
	while (a->chunk != NULL) {
		struct arena_chunk *next = a->chunk->next;
		free(a->chunk);
		a->chunk = next;
	}
}

void
arena_reset(struct arena *a)
{
	struct arena_chunk *kept = a->chunk;

	if (kept == NULL)
		return;
	a->chunk = kept->next;
	arena_clear(a);
	kept->next = NULL;
	kept->used = 0;
	a->chunk = kept;
}
