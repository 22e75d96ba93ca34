/*
 * bench_import: a spreadsheet of 100,000 invented providers, held against SQLite alone putting the same
 * rows into the same table (all its indexes) by one prepared INSERT, in as many transactions; and
 * what one provider's readiness and "may bill" cost with 1,000,000 providers stored against 1,000.
 *
 *	import		at least a third of the bare rate
 *	again		the same file once more, which changes nothing: shown
 *	readiness	with a million at most 1.5 times that with a thousand
 *	billable	the same
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "bench/clock.h"
#include "db/migrate.h"
#include "store/billable.h"
#include "store/folder.h"
#include "store/import_sheet.h"
#include "store/readiness.h"

#define PROVIDERS	100000
#define FEW		1000
#define MANY		1000000
#define RATE_MIN	(1.0 / 3)
#define GROWTH_MAX	1.5
#define ROUNDS		3
#define ASKED		200
#define ASK_ROUNDS	25
#define BATCH_ROWS	400		/* a transaction of the bare inserts: about those of the import */

static const int64_t now_ms = 1795510800000;	/* Tue 24 Nov 2026 09:00 UTC */
static const int32_t today_day = 20781;

static void
die(const char *what, const struct err *err)
{
	fprintf(stderr, "bench_import: %s: %s\n", what, err != NULL ? err->text : "failed");
	exit(1);
}

/* The i-th invented number with its right check digit (CMS: Luhn over 80840 and nine digits). */
static void
make_npi(int64_t i, char *npi)
{
	int sum = 24;

	for (int k = 8, left = (int)(100000000 + i); k >= 0; k--, left /= 10)
		npi[k] = (char)('0' + left % 10);
	npi[10] = '\0';
	for (int k = 0; k < 9; k++) {
		int digit = npi[k] - '0', twice = k % 2 == 0 ? digit * 2 : digit;
		sum += twice > 9 ? twice - 9 : twice;
	}
	npi[9] = (char)('0' + (10 - sum % 10) % 10);
}

static const char *const heads[] = { "npi", "last_name", "first_name", "provider_type", "practice_state",
	"email", "phone", "caqh_id", "start_day" };
enum { CELLS = sizeof(heads) / sizeof(heads[0]) };

struct cells { char text[CELLS][40]; };

static void
make_cells(int64_t i, struct cells *c)
{
	static const char *const states[] = { "IL", "WI", "IN", "IA", "MO" };
	static const char *const types[] = { "MD", "DO", "NP", "PA" };

	make_npi(i, c->text[0]);
	snprintf(c->text[1], sizeof(c->text[1]), "Larkspur%c%c%lld", (int)('a' + i % 26),
	    (int)('a' + i / 26 % 26), (long long)(i / 676));
	snprintf(c->text[2], sizeof(c->text[2]), "Ada%c", (int)('a' + i % 13));
	snprintf(c->text[3], sizeof(c->text[3]), "%s", types[i % 4]);
	snprintf(c->text[4], sizeof(c->text[4]), "%s", states[i % 5]);
	snprintf(c->text[5], sizeof(c->text[5]), "p%lld@elm.example", (long long)i);
	snprintf(c->text[6], sizeof(c->text[6]), "+1312555%04lld", (long long)(i % 10000));
	snprintf(c->text[7], sizeof(c->text[7]), "%lld", (long long)(10000000 + i));
	snprintf(c->text[8], sizeof(c->text[8]), "2026-%02lld-01", (long long)(1 + i % 12));
}

static struct db *
make_db(const char *path)
{
	struct err err = ERR_INIT;
	struct db *db;

	if (!db_open(path, DB_CREATE, &db, &err) || !migrate_run(db, now_ms, &err))
		die(path, &err);
	return db;
}

static void
drop_db(struct db *db, const char *path)
{
	char name[64];

	db_close(db);
	static const char *const ends[] = { "", "-wal", "-shm" };
	for (size_t i = 0; i < LEN(ends); i++) {
		snprintf(name, sizeof(name), "%s%s", path, ends[i]);
		unlink(name);
	}
}

/* The bare inserts, with what they need of the row: "folded_name" stays empty. */
static void
insert_range(struct db *db, int64_t from, int64_t to)
{
	static const char sql[] = "INSERT INTO provider (npi, last_name, first_name, provider_type,"
	    " practice_state, email, phone, caqh_id, start_day, folded_name, created_ms, modified_ms) VALUES (:0,"
	    " :1, :2, :3, :4, :5, :6, :7, :8, :1, :now_ms, :now_ms)";
	struct err err = ERR_INIT;
	struct query q;

	for (int64_t i = from; i < to; i++) {
		struct cells c;
		make_cells(i, &c);
		if (!db_in_transaction(db) && !db_begin(db, &err))
			die("begin", &err);
		query_open(&q, db, sql);
		for (int k = 0; k < CELLS; k++) {
			char name[4] = { ':', (char)('0' + k) };
			query_bind_text(&q, name, c.text[k]);
		}
		query_bind_int(&q, ":now_ms", now_ms);
		if (!query_run(&q, NULL, &err) || ((i + 1 - from) % BATCH_ROWS == 0 && !db_commit(db, &err)))
			die("insert", &err);
	}
	if (db_in_transaction(db) && !db_commit(db, &err))
		die("commit", &err);
}

struct text_source { const struct str *text; size_t at; };

static bool
read_text(void *context, char *bytes, size_t size, size_t *ret_len, struct err *err)
{
	struct text_source *s = context;
	size_t left = s->text->len - s->at;
	(void)err;

	*ret_len = left < size ? left : size;
	memcpy(bytes, s->text->text + s->at, *ret_len);
	s->at += *ret_len;
	return true;
}

static void
import(struct db *db, const struct str *file, const struct catalog *catalog, bool again)
{
	struct arena a = ARENA_INIT;
	struct text_source source = { file, 0 };
	struct csv *csv = csv_new(read_text, &source);
	struct import in = { .db = db, .catalog = catalog, .file = "providers.csv", .arena = &a,
	    .today_day = today_day, .by = { .actor = "bench", .source = "providers.csv",
	    .now_ms = now_ms } };
	struct err err = ERR_INIT;
	int line, column;

	import_init(&in);
	if (!import_sheet(&in, csv, record_kind_find("providers"), NULL, &line, &column, &err) ||
	    !import_finish(&in, &err))
		die("import", &err);
	if ((again ? in.unchanged : in.added) != PROVIDERS)
		die(in.problems.count > 0 ? in.problems.item[0].text : "rows were refused", NULL);
	import_clear(&in);
	csv_free(csv);
	arena_clear(&a);
}

static void
make_file(struct str *file)
{
	for (int k = 0; k < CELLS; k++)
		str_printf(file, "%s%s", k > 0 ? "," : "", heads[k]);
	str_add(file, "\r\n");
	for (int64_t i = 0; i < PROVIDERS; i++) {
		struct cells c;
		make_cells(i, &c);
		for (int k = 0; k < CELLS; k++)
			str_printf(file, "%s%s", k > 0 ? "," : "", c.text[k]);
		str_add(file, "\r\n");
	}
}

static void
bench_import(const struct catalog *catalog)
{
	struct str file = STR_INIT;
	double bare = 0, ours = 0, again = 0;

	make_file(&file);
	for (int round = 0; round < ROUNDS; round++) {	/* in turn: both see the same machine */
		struct db *db = make_db("bare.db");
		double start = cpu_seconds();
		insert_range(db, 0, PROVIDERS);
		double took = cpu_seconds() - start;
		bare = round == 0 || took < bare ? took : bare;
		drop_db(db, "bare.db");
		db = make_db("import.db");
		start = cpu_seconds();
		import(db, &file, catalog, false);
		took = cpu_seconds() - start;
		ours = round == 0 || took < ours ? took : ours;
		start = cpu_seconds();
		import(db, &file, catalog, true);
		took = cpu_seconds() - start;
		again = round == 0 || took < again ? took : again;
		drop_db(db, "import.db");
	}
	printf("import of %d providers\t%.0f rows/s\tbare inserts %.0f rows/s\t%.2f (at least 0.33) %s\n", PROVIDERS,
	    PROVIDERS / ours, PROVIDERS / bare, bare / ours, bare / ours >= RATE_MIN ? "ok" : "missed");
	printf("the same file again\t%.0f rows/s\tbare inserts %.0f rows/s\t%.2f shown\n", PROVIDERS / again,
	    PROVIDERS / bare, bare / again);
	str_clear(&file);
}

/* A folder with "count" providers, each with a licence and an enrollment. */
static struct db *
make_folder(const char *path, int64_t count)
{
	const struct folder_wish wish = { .org_name = "Elm Street Clinic",
	    .timezone = "America/Chicago", .from = "team@elm.example" };
	struct err err = ERR_INIT;
	struct db *db;

	if (!folder_create(path, &wish, now_ms, &err) || !folder_open_db(path, now_ms, &db, &err))
		die(path, &err);
	db_set_durable(db, false);
	insert_range(db, 0, count);
	if (!db_begin(db, &err) || !db_run_script(db,
	    "INSERT INTO payer (name, created_ms, modified_ms) VALUES ('Prairie', 0, 0);"
	    "INSERT INTO credential (provider_id, credential_type, number, folded_number, state, expires_day,"
	    " created_ms, modified_ms) SELECT provider_id, 'state_license', npi, npi, 'IL', '2027-07-31', 0, 0"
	    " FROM provider;"
	    "INSERT INTO enrollment (provider_id, payer_id, state, status, submitted_day, created_ms, modified_ms)"
	    " SELECT provider_id, 1, 'IL', 'submitted', '2026-10-01', 0, 0 FROM provider;", &err) ||
	    !db_commit(db, &err) || !db_checkpoint(db, &err))
		die("rows", &err);
	return db;
}

struct asking { struct db *db; const struct settings *settings; const struct requirements *requirements; };

static void
ask_readiness(const struct asking *x, int64_t provider_id)
{
	const struct readiness_ask ask = { .provider_id = provider_id, .on_day = DAY_NONE,
	    .today_day = today_day };
	struct err err = ERR_INIT;
	struct json *report;

	if (!readiness_report(x->db, x->settings, x->requirements, &ask, &report, &err))
		die("readiness", &err);
	json_free(report);
}

static void
ask_billable(const struct asking *x, int64_t provider_id)
{
	const struct billable_ask ask = { .provider_id = provider_id };
	struct arena a = ARENA_INIT;
	struct err err = ERR_INIT;
	struct billable_row *rows;
	size_t count;

	if (!billable_list(x->db, &ask, &a, &rows, &count, &err) || count == 0)
		die("billable", &err);
	arena_clear(&a);
}

/* The seconds of ASKED questions about different providers. */
static double
time_asking(const struct asking *x, void (*ask)(const struct asking *, int64_t), int64_t count)
{
	double start = cpu_seconds();

	for (int64_t i = 0; i < ASKED; i++)
		ask(x, 1 + i * (count / ASKED));
	return cpu_seconds() - start;
}

static void
open_folder(const char *path, int64_t count, struct arena *a, struct requirements *requirements,
    struct asking *x)
{
	struct problems problems;
	struct err err = ERR_INIT;

	problems_init(&problems, a);
	/* Opened anew, as a command does: nothing of the making is left in memory. */
	db_close(make_folder(path, count));
	if (!folder_open_db(path, now_ms, &x->db, &err))
		die(path, &err);
	x->settings = folder_settings(path, a, &problems);
	x->requirements = requirements;
	if (x->settings == NULL || !readiness_requirements(path, x->settings->catalog, a, requirements, &problems,
	    &err))
		die("settings", &err);
}

static void
print_growth(const char *what, const double best[2])
{
	printf("%s of one of %d\t%.0f us\tof %d %.0f us\t%.2f (at most 1.5) %s\n", what, MANY,
	    best[1] * 1e6 / ASKED, FEW, best[0] * 1e6 / ASKED, best[1] / best[0],
	    best[1] / best[0] <= GROWTH_MAX ? "ok" : "missed");
}

/*
 * In turns, the best of many short rounds: measured one folder after the other, what else the machine did
 * meanwhile was most of the difference (billable then came out anywhere from 1.0 to 1.7).
 */
static void
bench_growth(void)
{
	static const int64_t counts[] = { FEW, MANY };
	static const char *const folders[] = { "few", "many" };
	struct requirements requirements[2];
	double ready[2], billable[2];
	struct arena a = ARENA_INIT;
	struct asking x[2];

	for (int i = 0; i < 2; i++)
		open_folder(folders[i], counts[i], &a, &requirements[i], &x[i]);
	for (int round = 0; round < ASK_ROUNDS; round++)
		for (int i = 0; i < 2; i++) {
			double took = time_asking(&x[i], ask_readiness, counts[i]);
			ready[i] = round == 0 || took < ready[i] ? took : ready[i];
			took = time_asking(&x[i], ask_billable, counts[i]);
			billable[i] = round == 0 || took < billable[i] ? took : billable[i];
		}
	print_growth("readiness", ready);
	print_growth("billable", billable);
	for (int i = 0; i < 2; i++) {
		db_close(x[i].db);
		folder_remove(folders[i]);
	}
	arena_clear(&a);
}

int
main(void)
{
	struct catalog catalog = { 0 };

	bench_growth();
	bench_import(&catalog);
	return 0;
}
