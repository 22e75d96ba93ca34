/*
 * exclusion: lists of excluded parties, read row by row in bounded memory: the LEIE of the OIG
 * (leie.c), the public extract of SAM.gov (sam.c), and lists of states (statelist.c).  What a row means
 * is said by a map of its columns (core/list_map.h); what becomes of it is decided by the caller.
 *
 * A row that cannot be read is counted, told and left out, and costs no other row.  A file that ends
 * inside a row, or that is another file, is refused as a whole: half a list must not replace a whole one.
 */
#ifndef REGISTRY_EXCLUSION_H
#define REGISTRY_EXCLUSION_H

#include "base/csv.h"
#include "base/hash.h"
#include "base/json.h"
#include "core/list_map.h"
#include "core/screen.h"

#define EXCLUSION_NAMES_MAX	64	/* of one row; a list has been seen with forty aliases */

struct exclusion_row {
	struct listed	 listed;	/* entry_id and list are the caller's */
	int		 line;
	const char	*key;		/* digest of all cells: another one when any of them changes */
	const char	*json;		/* cells that are not empty, by heading */
};

struct exclusion_sink {
	/* A party that is excluded; texts live until the next row. */
	bool	(*row)(void *context, const struct exclusion_row *row, struct err *err);
	/* A row that is left out, and why. */
	bool	(*malformed)(void *context, int line, const char *why, struct err *err);
	void	*context;
};

struct exclusion_counts {
	int64_t	rows;			/* that could be read */
	int64_t	malformed;
	int64_t	reinstated;		/* among "rows": over, and not given to the sink */
	int64_t	bytes;
	char	sha256[HASH_TEXT_BYTES];
};

/* False: ERR_INPUT with *ret_line (0: no place) when the file is refused, or what the sink said. */
bool	exclusion_read(const struct list_map *map, csv_read_fn read, void *context,
	    int32_t today_day, const struct exclusion_sink *sink,
	    struct exclusion_counts *ret_counts, int *ret_line, struct err *err);

/* The maps that are built in. */
const struct list_map *leie_map(void);
const struct list_map *sam_map(void);

/*
 * The map of "leie", "sam" or "state:XX"; of states those in catalogs/state_lists.yaml of the folder,
 * else the shipped ones.  NULL with problems or, when there are none, ERR_INPUT.
 */
const struct list_map *exclusion_map(const char *list, const char *folder, struct arena *a,
	    struct problems *problems, struct err *err);

/* All that is wrong with catalogs/state_lists.yaml, as problems. */
bool	exclusion_check(const char *folder, struct arena *a, struct problems *problems,
	    struct err *err);

/* The day that a file's name says ("SAM_Exclusions_Public_Extract_V2_26144.CSV"); DAY_NONE: none. */
int32_t	exclusion_day_of_name(const char *file);

/* True when its name says that it is one month's supplement of the LEIE ("2607excl.csv"). */
bool	leie_is_supplement(const char *file);

#endif
