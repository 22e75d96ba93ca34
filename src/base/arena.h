/*
 * arena: memory of one job (a request, a message, a firing), freed when the job ends.
 * Allocation never fails: out of memory ends the process, and the parent restarts it.
 * An arena in a signature says where the answer lives.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena_chunk;

struct arena {
	struct arena_chunk	*chunk;		/* newest first; NULL while empty */
};

#define ARENA_INIT { NULL }

/* Zeroed memory, aligned for anything. */
void	*arena_alloc(struct arena *a, size_t bytes);

/* An array of "count" elements; dies when the product overflows. */
void	*arena_array(struct arena *a, size_t count, size_t element_bytes);

/* Room for one more behind "count" elements: the array itself, or a larger copy.  *size counts the
 * room; begin with NULL and 0. */
void	*arena_grow(struct arena *a, void *array, size_t count, size_t *size, size_t element_bytes);

/* Copies; a NULL text stays NULL. */
char	*arena_strdup(struct arena *a, const char *text);
char	*arena_strndup(struct arena *a, const char *bytes, size_t len);

/* A copy with the letters A to Z made small, as addresses are kept. */
char	*arena_lower(struct arena *a, const char *text);

char	*arena_printf(struct arena *a, const char *format, ...)
	    __attribute__((format(printf, 2, 3)));
char	*arena_vprintf(struct arena *a, const char *format, va_list ap)
	    __attribute__((format(printf, 2, 0)));

/* Frees everything; the arena is empty and may be used again. */
void	 arena_clear(struct arena *a);

/* The same, but keeps some memory for the next of many small jobs; arena_clear() at their end. */
void	 arena_reset(struct arena *a);

/* Heap allocation that dies instead of failing; freed with free(). */
void	*heap_alloc(size_t bytes);
void	*heap_resize(void *memory, size_t count, size_t element_bytes);
char	*heap_strdup(const char *text);

#define LEN(array) (sizeof(array) / sizeof((array)[0]))

#endif
