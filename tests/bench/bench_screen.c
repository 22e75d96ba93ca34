/*
 * bench_screen: everybody held against a list of excluded parties.  All people are invented: names of
 * syllables, as unevenly spread as names are (the commonest last name has one in two hundred).
 *
 *	screening	100,000 providers against 83,000 rows, exact and near: at most 3 times the plain
 *			SQLite index joins for the exact keys alone, and PAIR_NS per near-name pair
 *	candidates	asked of people, per thousand screened who are on no list: at most 20
 *	found		listed providers under spoilt names: at least 99 percent
 *	labelled	pairs of tests/corpus/names: recall at least 99 percent; precision is shown
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"
#include "base/zone.h"
#include "db/migrate.h"
#include "registry/exclusion.h"
#include "store/screening.h"
#include "store/screening_list.h"
#include "unit/near_names.h"

#define PEOPLE		100000
#define ROWS		83000
#define PLANTED		1000		/* the first of them are on the list, under spoilt names */
#define RATIO_MAX	3.0
#define PAIR_NS		250.0		/* the budget for holding two near names against each other */
#define CANDIDATES_MAX	20.0
#define FOUND_MIN	99.0
#define ROUNDS		5

#define LAST_NAMES	20000
#define FIRST_NAMES	1500
#define NAME_BYTES	24

static const int64_t now_ms = 1795510800000;	/* Tue 24 Nov 2026 09:00 UTC */

static void
die(const char *what, const struct err *err)
{
	fprintf(stderr, "%s: %s\n", what, err != NULL ? err->text : "failed");
	exit(1);
}

static void
script(struct db *db, const char *sql)
{
	struct err err = ERR_INIT;

	if (!db_run_script(db, sql, &err))
		die(sql, &err);
}

/* The same people on every machine: xorshift (Marsaglia, 2003). */
static uint64_t
number(void)
{
	static uint64_t state = 88172645463325252u;

	state ^= state << 13;
	state ^= state >> 7;
	return state ^= state << 17;
}

static size_t
below(size_t count)
{
	return (size_t)(number() % count);
}

/* Common names are commoner: the probability of rank r is about 1 / (r + level). */
static size_t
uneven(size_t count, double level)
{
	double u = (double)(number() >> 11) / 9007199254740992.0;
	size_t rank = (size_t)(level * exp(u * log(((double)count + level) / level)) - level);

	return rank < count ? rank : count - 1;
}

struct person { char last[NAME_BYTES * 2], first[NAME_BYTES], middle[2], npi[11], birth[11], us_state[3]; };

static struct person people[PEOPLE];
static struct listed listed[ROWS];
static size_t rows_listed;
static char last_name[LAST_NAMES][NAME_BYTES], first_name[FIRST_NAMES][NAME_BYTES];

static void
make_name(char *name, int syllables)
{
	static const char *const part[] = { "ba", "bren", "cor", "da", "del", "dor", "el", "fen",
		"gar", "gol", "ham", "hol", "in", "jor", "ka", "kel", "lan", "len", "lo", "mar", "mi",
		"mon", "na", "nel", "or", "per", "quin", "ra", "rin", "ros", "sa", "sel", "shaw", "stan",
		"ta", "ter", "tor", "ul", "van", "vel", "wa", "win", "wor", "yan", "zel", "ley", "son",
		"man", "ford", "berg" };

	name[0] = '\0';
	for (int i = 0; i < syllables; i++)
		memcpy(name + strlen(name), part[below(LEN(part))], 5);
	name[0] = (char)(name[0] - 'a' + 'A');
}

static void
make_person(struct person *p, int64_t i)
{
	static const char *const states[] = { "CA", "TX", "FL", "NY", "PA", "IL", "OH", "GA", "NC", "MI" };

	*p = (struct person){ .middle = { (char)('A' + below(26)) } };
	memcpy(p->last, last_name[uneven(LAST_NAMES, 30)], NAME_BYTES);
	memcpy(p->first, first_name[uneven(FIRST_NAMES, 20)], NAME_BYTES);
	memcpy(p->us_state, states[below(LEN(states))], 3);
	day_format((int32_t)(-9000 + below(16000)), p->birth);
	snprintf(p->npi, sizeof(p->npi), "1%09lld", (long long)i);
}

/* As people and clerks spoil a name; what is longer than the list's cell is cut off there. */
static void
spoil(struct person *p)
{
	size_t len = strlen(p->last), at = 1 + below(len - 2);
	char letter = p->last[at];

	switch (below(6)) {
	case 0:					/* two letters in each other's place */
		p->last[at] = p->last[at + 1];
		p->last[at + 1] = letter;
		break;
	case 1:					/* one left out */
		memmove(p->last + at, p->last + at + 1, len - at);
		break;
	case 2:					/* another one */
		p->last[at] = letter == 'e' ? 'a' : 'e';
		break;
	case 3:					/* one twice */
		memmove(p->last + at + 1, p->last + at, len - at + 1);
		break;
	case 4:					/* married */
		p->last[len] = '-';
		memcpy(p->last + len + 1, last_name[uneven(LAST_NAMES, 30)], NAME_BYTES);
		break;
	case 5:					/* the middle initial alone is missing */
		p->middle[0] = '\0';
		break;
	}
}

static void
add_provider(struct db *db, int64_t id, const struct person *p)
{
	struct err err = ERR_INIT;
	struct query q;

	query_open(&q, db, "INSERT INTO provider (provider_id, npi, last_name, first_name, middle_name,"
	    " birth_day, practice_state, created_ms, modified_ms) VALUES (:id, :npi, :last, :first,"
	    " :middle, sealed(:birth), :state, 0, 0)");
	query_bind_int(&q, ":id", id);
	query_bind_text(&q, ":npi", p->npi);
	query_bind_text(&q, ":last", p->last);
	query_bind_text(&q, ":first", p->first);
	query_bind_text(&q, ":middle", p->middle);
	query_bind_text(&q, ":birth", p->birth);
	query_bind_text(&q, ":state", p->us_state);
	if (!query_run(&q, NULL, &err))
		die("provider", &err);
}

/* The same as the yardstick keeps it: with the birth in clear. */
static void
add_plain_person(struct db *db, int64_t id, const struct person *p)
{
	struct err err = ERR_INIT;
	struct query q;

	query_open(&q, db, "INSERT INTO plain_person (provider_id, npi, last_name, first_name, birth_day) VALUES"
	    " (:id, :npi, :last, :first, :birth)");
	query_bind_int(&q, ":id", id);
	query_bind_text(&q, ":npi", p->npi);
	query_bind_text(&q, ":last", p->last);
	query_bind_text(&q, ":first", p->first);
	query_bind_text(&q, ":birth", p->birth);
	if (!query_run(&q, NULL, &err))
		die("plain person", &err);
}

/* A row of the list as the yardstick keeps it. */
static void
add_plain(struct db *db, int64_t row, const struct person *p, bool has_npi)
{
	struct err err = ERR_INIT;
	struct query q;

	query_open(&q, db, "INSERT INTO plain (row, npi, last_name, first_name, birth_day) VALUES"
	    " (:row, :npi, :last, :first, :birth)");
	query_bind_int(&q, ":row", row);
	query_bind_text(&q, ":npi", has_npi ? p->npi : NULL);
	query_bind_text(&q, ":last", p->last);
	query_bind_text(&q, ":first", p->first);
	query_bind_text(&q, ":birth", p->birth[0] != '\0' ? p->birth : NULL);
	if (!query_run(&q, NULL, &err))
		die("plain", &err);
}

/* One in 6 rows has an NPI, one in 25 no birth, as in the LEIE; ADDRESS is the row's number. */
static void
add_row(struct db *db, struct str *csv, int64_t row, struct person *p)
{
	bool has_npi = row % 6 == 0;
	char birth[9] = "";

	if (row % 25 == 7)
		p->birth[0] = '\0';
	if (p->birth[0] != '\0')
		snprintf(birth, sizeof(birth), "%.4s%.2s%.2s", p->birth, p->birth + 5, p->birth + 8);
	str_printf(csv, "%.20s,%.15s,%s,,IND- LIC HC SERV PRO,NURSE,,%s,%s,%lld,RENO,%s,89501,1128b4,"
	    "20200120,00000000,00000000,\n", p->last, p->first, p->middle, has_npi ? p->npi :
	    "0000000000", birth, (long long)row, p->us_state);
	add_plain(db, row, p, has_npi);
}

static struct db *
make_db(struct str *csv)
{
	struct err err = ERR_INIT;
	struct seal_key key;
	struct person person;
	struct db *db;

	if (!db_open("screen.db", DB_CREATE, &db, &err) || !migrate_run(db, now_ms, &err))
		die("make", &err);
	seal_key_make(&key, "bench", 5, "bench");
	db_set_seal_key(db, &key);
	script(db, "PRAGMA synchronous=OFF; CREATE TABLE plain (row INTEGER PRIMARY KEY, npi TEXT,"
	    " last_name TEXT, first_name TEXT, birth_day TEXT) STRICT;"
	    "CREATE TABLE plain_person (provider_id INTEGER PRIMARY KEY, npi TEXT, last_name TEXT, first_name TEXT,"
	    " birth_day TEXT) STRICT; BEGIN");
	for (size_t i = 0; i < LAST_NAMES; i++)
		make_name(last_name[i], 2 + (int)below(2));
	for (size_t i = 0; i < FIRST_NAMES; i++)
		make_name(first_name[i], 1 + (int)below(2));
	str_add(csv, "LASTNAME,FIRSTNAME,MIDNAME,BUSNAME,GENERAL,SPECIALTY,UPIN,NPI,DOB,ADDRESS,CITY,"
	    "STATE,ZIP,EXCLTYPE,EXCLDATE,REINDATE,WAIVERDATE,WVRSTATE\n");
	for (int64_t i = 1; i <= PEOPLE; i++) {
		make_person(&people[i - 1], i);
		add_provider(db, i, &people[i - 1]);
		add_plain_person(db, i, &people[i - 1]);
		if (i > PLANTED)
			continue;
		person = people[i - 1];
		spoil(&person);
		add_row(db, csv, i, &person);
	}
	for (int64_t row = PLANTED + 1; row <= ROWS; row++) {
		make_person(&person, PEOPLE + row);
		add_row(db, csv, row, &person);
	}
	script(db, "CREATE INDEX plain_npi ON plain (npi) WHERE npi IS NOT NULL;"
	    "CREATE INDEX plain_name ON plain (last_name, first_name, birth_day);"
	    "COMMIT; ANALYZE; PRAGMA synchronous=FULL");
	return db;
}

struct bytes { const char *at; size_t left; };

static bool
read_bytes(void *context, char *bytes, size_t size, size_t *ret_len, struct err *err)
{
	struct bytes *b = context;

	(void)err;
	*ret_len = b->left < size ? b->left : size;
	memcpy(bytes, b->at, *ret_len);
	b->at += *ret_len;
	b->left -= *ret_len;
	return true;
}

struct loading { struct screening_load load; struct arena *a; };

/* Into the database; and kept, to count pairs. */
static bool
take_row(void *context, const struct exclusion_row *row, struct err *err)
{
	struct loading *l = context;
	struct listed *kept = &listed[rows_listed++];

	*kept = (struct listed){ .npis = arena_strdup(l->a, row->listed.npis),
		.birth_day = row->listed.birth_day, .state = arena_strdup(l->a, row->listed.state) };
	screening_names_read(screening_names_write(&row->listed, l->a), l->a, kept);
	return screening_load_row(&l->load, &row->listed, row->line, row->key, row->json, err);
}

static bool
take_malformed(void *context, int line, const char *why, struct err *err)
{
	(void)context;
	return fail(err, ERR_INPUT, "line %d: %s", line, why);
}

/* As the clock does when there is nothing else to do. */
static void
checkpoint(struct db *db)
{
	struct err err = ERR_INIT;

	if (!db_checkpoint(db, &err))
		die("checkpoint", &err);
}

static void
load_list(struct db *db, const struct str *csv, struct arena *a)
{
	struct loading l = { { .db = db, .list = "leie", .file = "leie.csv", .by = "bench",
	    .now_ms = now_ms }, a };
	const struct exclusion_sink sink = { take_row, take_malformed, &l };
	struct bytes bytes = { csv->text, csv->len };
	struct exclusion_counts counts;
	enum screening_outcome outcome;
	struct err err = ERR_INIT;
	int line;

	if (!screening_load_begin(&l.load, &err) ||
	    !exclusion_read(leie_map(), read_bytes, &bytes, 20781, &sink, &counts, &line, &err))
		die("list", &err);
	const struct screening_file file = { .list_day = 20780, .bytes = counts.bytes,
	    .rows = counts.rows, .sha256 = counts.sha256 };
	if (!screening_load_finish(&l.load, &file, &outcome, &err) || counts.rows != ROWS)
		die("list", &err);
}

static int64_t
count(struct db *db, const char *sql)
{
	struct err err = ERR_INIT;
	struct query q;
	int64_t found;

	query_open(&q, db, sql);
	if (!query_run_int(&q, &found, &err))
		die(sql, &err);
	return found;
}

/* What others do on the machine at the same time does not count. */
static double
cpu_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* The exact keys of the ladder by their indexes: NPI, names and birth, names. */
static double
join(struct db *db, int64_t *ret_rows)
{
	static const char *const sql[] = {
		"SELECT p.provider_id, l.row FROM plain_person p JOIN plain l ON l.npi = p.npi /*scan*/",
		"SELECT p.provider_id, l.row FROM plain_person p JOIN plain l ON l.last_name = p.last_name"
		" AND l.first_name = p.first_name AND l.birth_day = p.birth_day /*scan*/",
		"SELECT p.provider_id, l.row FROM plain_person p JOIN plain l ON l.last_name = p.last_name"
		" AND l.first_name = p.first_name /*scan*/",
	};
	struct err err = ERR_INIT;
	double start = cpu_seconds();

	*ret_rows = 0;
	for (size_t i = 0; i < LEN(sql); i++) {
		struct query q;
		query_open(&q, db, sql[i]);
		while (query_row(&q))
			*ret_rows += query_int(&q, 1) > 0;
		if (!query_close(&q, &err))
			die(sql[i], &err);
	}
	return cpu_seconds() - start;
}

/* How many pairs the index gives to be compared. */
static int64_t
count_pairs(void)
{
	struct screen_index *index = screen_index_new(listed, rows_listed);
	struct arena a = ARENA_INIT;
	struct screen_hit *hit;
	size_t hits;

	for (size_t i = 0; i < PEOPLE; i++) {
		const struct person *p = &people[i];
		const struct person_name name = { p->last, p->first, p->middle, "", "" };
		struct screened_name folded = { .kind = "present" };
		struct screened who = { .name = &folded, .names = 1, .npi = p->npi,
			.state = p->us_state };
		day_parse(p->birth, &who.birth_day);
		person_name_fold(&name, &a, &folded.name);
		screen_index_find(index, &who, &a, &hit, &hits);
		arena_reset(&a);
	}
	int64_t pairs = screen_index_judged(index);
	screen_index_free(index);
	arena_clear(&a);
	return pairs;
}

static double
screen(struct db *db)
{
	const struct screening_by by = { "bench", now_ms, zone_utc() };
	struct err err = ERR_INIT;
	struct json *result;
	double start = cpu_seconds();

	if (!screening_run(db, 0, &by, &result, &err))
		die("screen", &err);
	double took = cpu_seconds() - start;
	if (json_get_int(result, "screened", 0) != PEOPLE)
		die("not everybody was screened", NULL);
	json_free(result);
	return took;
}

/* The machine may be busy with something else at any of them. */
static double
least(const double times[ROUNDS])
{
	double found = times[0];

	for (int i = 1; i < ROUNDS; i++)
		found = times[i] < found ? times[i] : found;
	return found;
}

static void
print(const char *what, const char *ours, const char *against, double ratio, bool ok)
{
	printf("%s\t%s\t%s\t%.2f\t%s\n", what, ours, against, ratio, ok ? "ok" : "missed");
	fflush(stdout);
}

/* In turns.  The first look, which writes down everybody's names, happens once and is not counted. */
static void
bench_time(struct db *db, struct arena *a)
{
	double ours[ROUNDS], plain[ROUNDS];
	int64_t pairs = count_pairs(), rows;

	checkpoint(db);
	double first = screen(db);
	checkpoint(db);
	join(db, &rows);
	for (int i = 0; i < ROUNDS; i++) {
		ours[i] = screen(db);
		plain[i] = join(db, &rows);
	}
	pairs -= rows < pairs ? rows : pairs;
	double took = least(ours), joined = least(plain), budget = (double)pairs * PAIR_NS / 1e9;
	double ratio = (took - budget) / joined;
	print("screening 100,000 against 83,000 rows, less the near-name budget", arena_printf(a,
	    "%.0f ms (the first time %.0f), less %.0f for %lld pairs at %.0f ns", took * 1e3, first * 1e3,
	    budget * 1e3, (long long)pairs, PAIR_NS), arena_printf(a,
	    "%.0f ms SQLite joins for exact keys, %lld rows; at most 3", joined * 1e3, (long long)rows),
	    ratio, ratio <= RATIO_MAX);
}

static void
bench_found(struct db *db, struct arena *a)
{
	double asked = (double)count(db, arena_printf(a, "SELECT count(*) FROM screening_match"
	    " WHERE subject_id > %d /*scan*/", PLANTED)) * 1000 / (PEOPLE - PLANTED);
	double found = (double)count(db, "SELECT count(*) FROM screening_match WHERE"
	    " CAST(json_extract(row_json, '$.ADDRESS') AS INTEGER) = subject_id /*scan*/") * 100 / PLANTED;

	print("candidates per 1,000 screened who are on no list", arena_printf(a, "%.1f", asked),
	    "at most 20", asked / CANDIDATES_MAX, asked <= CANDIDATES_MAX);
	print("listed people found under spoilt names, percent", arena_printf(a, "%.1f", found),
	    "at least 99", found / FOUND_MIN, found >= FOUND_MIN);
}

static void
bench_labelled(struct arena *a)
{
	struct near_names n = { .wrong = NULL };
	struct err err = ERR_INIT;

	if (!near_names_measure(&n, &err))
		die("labelled pairs", &err);
	double recall = 100.0 * n.found / n.same, precision = 100.0 * n.found / (n.found + n.asked);
	print("labelled near names found, percent", arena_printf(a, "%.1f of %d", recall, n.same),
	    arena_printf(a, "at least 99; precision %.1f, %d others", precision, n.others),
	    recall / FOUND_MIN, recall >= FOUND_MIN);
}

int
main(void)
{
	struct arena a = ARENA_INIT;
	struct str csv = STR_INIT;
	struct db *db = make_db(&csv);

	load_list(db, &csv, &a);
	bench_time(db, &a);
	bench_found(db, &a);
	bench_labelled(&a);
	db_close(db);
	unlink("screen.db");
	str_clear(&csv);
	arena_clear(&a);
	return 0;
}
