/*
 * test_record: rows written by the tables of fields: found again by their keys, changed only where
 * something changed, refused with the field that is to blame.
 */
#include "unit/unit.h"

#include "base/asset.h"
#include "db/migrate.h"
#include "store/record.h"
#include "store/sensitive.h"

#define NOW_MS	 1795338000000LL	/* 2026-11-22 */
#define TODAY	 20779

static struct db *db;
static struct arena arena;
static struct catalog catalog;
static const struct record_by by = { .actor = "tester", .now_ms = NOW_MS };

static void
take_key(const char *secret)
{
	struct seal_key key;

	seal_key_make(&key, secret, strlen(secret), "sensitive field");
	db_set_seal_key(db, &key);
}

static int
set_up(void **state)
{
	const struct asset *file = asset_find("config/credential_types.yaml");
	struct problems problems;
	(void)state;

	problems_init(&problems, &arena);
	if (!db_open(":memory:", DB_CREATE, &db, NULL) || !migrate_run(db, NOW_MS, NULL))
		return -1;
	take_key("ours");
	return catalog_parse("types", file->bytes, file->len, &arena, &catalog, &problems) ? 0 : -1;
}

static int
tear_down(void **state)
{
	(void)state;
	db_close(db);
	arena_clear(&arena);
	return 0;
}

static int64_t
number(const char *sql)
{
	int64_t n = -1;
	struct query q;

	query_open(&q, db, sql);
	assert_true(query_run_int(&q, &n, NULL));
	return n;
}

static const char *
text(const char *sql)
{
	struct query q;

	query_open(&q, db, sql);
	const char *t = query_row(&q) ? query_text(&q, 0, &arena) : NULL;
	assert_true(query_close(&q, NULL));
	return t;
}

/* "npi=1234567893|last_name=Ruiz" read as the import (or a person) writes it. */
static bool
fill(struct record *r, const char *kind, bool is_import, const char *words, struct err *err)
{
	record_init(r, record_kind_find(kind), &catalog, TODAY, &arena);
	r->is_import = is_import;
	while (*words != '\0') {
		size_t name = strcspn(words, "="), all = strcspn(words, "|");
		if (!record_assign(r, arena_strndup(&arena, words, name),
		    arena_strndup(&arena, words + name + 1, all - name - 1), err))
			return false;
		words += all + (words[all] == '|');
	}
	return true;
}

/* What came of it, in one word; "refused: " and the reason where it failed. */
static const char *
put(const char *kind, bool is_import, const char *words)
{
	static const char *const outcomes[] = { "added", "updated", "unchanged" };
	enum record_outcome outcome = RECORD_ADDED;
	struct err err = ERR_INIT;
	struct record r;
	int64_t id;

	assert_true(db_begin(db, NULL));
	if (fill(&r, kind, is_import, words, &err) &&
	    record_upsert(db, &r, &by, &id, &outcome, &err)) {
		assert_true(db_commit(db, NULL));
		return outcomes[outcome];
	}
	db_rollback(db);
	assert_true(err.kind != ERR_SYSTEM);
	return arena_printf(&arena, "refused: %s", err.text);
}

static const struct { const char *kind, *words, *want; } imports[] = {
	{ "provider", "npi=1234567893|last_name=Larkspur|first_name=Ada|practice_state=Illinois|"
	    "birth_day=3/4/61|start_day=12/1/2026", "added" },
	{ "provider", "npi=1234567893.0|last_name=Larkspur|start_day=46357", "unchanged" },
	{ "provider", "npi=1234567893|email=Ada@Elm.example|first_name=", "updated" },
	{ "provider", "npi=1234567890|last_name=Wrong", "refused: \"1234567890\" is no NPI: the check "
	    "digit is wrong" },
	{ "provider", "npi=1245319599", "refused: a provider needs last_name" },
	{ "provider", "npi=1245319599|last_name=F|status=gone", "refused: \"gone\" is no status. There "
	    "are: active, leaving, left" },
	{ "provider", "npi=1245319599|last_name=F|start_day=2026-02-30", "refused: \"2026-02-30\" is "
	    "impossible: February 2026 has 28 days" },
	{ "provider", "npi=1245319599|last_name=Foxglove|status=Inactive", "added" },
	{ "payer", "name=Prairie Health|email=n/a|is_caqh_used=N", "added" },
	{ "payer", "name=PRAIRIE  HEALTH|kind=Commercial", "unchanged" },
	{ "payer", "name=Prairie Health|turnaround_days=90", "updated" },
	{ "payer", "name=Prairie Health|turnaround_days=soon", "refused: \"soon\" should be a whole" },
	{ "location", "name=Elm Street|zip=2138|state=MA|tax_id=12-3456789", "added" },
	{ "location", "name=elm street|zip=02138", "unchanged" },
	{ "credential", "provider=1234567893|credential_type=License|number=IL 036-1", "refused: a "
	    "credential of the type state_license needs its state" },
	{ "credential", "provider=1234567893|credential_type=License|state=IL", "added" },
	{ "credential", "provider=1234567893|credential_type=license|state=IL|number=IL 036-1|"
	    "expires_day=7/31/2027", "updated" },
	{ "credential", "provider=1234567893|credential_type=state license|state=il|number=il0361",
	    "unchanged" },
	{ "credential", "provider=1234567893|credential_type=state_license|state=IL|number=IL0362",
	    "added" },
	{ "credential", "provider=1234567893|credential_type=state_license|state=IL", "refused: there "
	    "are several such credentials: give the number, too" },
	{ "credential", "provider=1234567893|credential_type=bls|issued_day=2026-01-01|"
	    "expires_day=2025-01-01", "refused: it expires on 2025-01-01, before it is issued" },
	{ "credential", "provider=1234567893|credential_type=bls|verified_day=2026-11-01", "added" },
	/* A list of DEA numbers says no state: it is that of the practice, where that is known. */
	{ "credential", "provider=1234567893|credential_type=DEA|number=AL5836727", "added" },
	{ "credential", "provider=1234567893|credential_type=dea|state=IL|number=AL5836727", "unchanged" },
	{ "credential", "provider=1245319599|credential_type=DEA|number=BF1234563", "refused: a "
	    "credential of the type dea needs its state" },
	{ "credential", "provider=1234567893|credential_type=driving", "refused: there is no "
	    "credential type \"driving\". There are: state_license, dea," },
	{ "credential", "provider=1003000126|credential_type=bls", "refused: there is no provider with "
	    "the NPI 1003000126" },
	{ "enrollment", "provider=1234567893|payer=Prarie Helth", "refused: there is no payer \"Prarie "
	    "Helth\". Did you mean \"Prairie Health\"?" },
	{ "enrollment", "provider=1234567893|payer=1", "refused: there is no payer \"1\"" },
	{ "enrollment", "provider=1234567893|payer=prairie health", "added" },
	{ "enrollment", "provider=1234567893|payer=Prairie Health|status=pending|"
	    "submitted_day=1-Nov-26", "updated" },
	{ "enrollment", "provider=1234567893|payer=Prairie Health|state=IL", "unchanged" },
	{ "enrollment", "provider=1234567893|payer=Prairie Health|location=Elm Street", "added" },
	{ "enrollment", "provider=1234567893|payer=Prairie Health|state=TX", "added" },
	{ "enrollment", "provider=1234567893|payer=Prairie Health", "refused: there are several such "
	    "enrollments: give the state, too" },
	{ "contact", "role=credentialing|name=Dana", "refused: a contact belongs to" },
	{ "contact", "payer=Prairie Health|provider=1234567893|name=Dana", "refused: a contact "
	    "belongs to a provider, a payer or a location: give one of them, not several" },
	{ "contact", "payer=Prairie Health|role=credentialing", "refused: a contact needs an email" },
	{ "contact", "payer=Prairie Health|role=credentialing|name=Dana", "added" },
	{ "contact", "payer=Prairie Health|role=credentialing|name=Dana|email=dana@prairie.example",
	    "updated" },
	{ "contact", "payer=Prairie Health|role=credentialing|email=DANA@prairie.example",
	    "unchanged" },
	{ "contact", "payer=Prairie Health|role=credentialing|email=a@b.example; c@d.example",
	    "refused:" },
	{ "document", "name=licence.pdf|provider=1234567893", "added" },
};

static void
imports_find_their_records(void **state)
{
	(void)state;

	for (size_t i = 0; i < LEN(imports); i++) {
		const char *got = put(imports[i].kind, true, imports[i].words);
		if (!text_starts(got, imports[i].want))
			fail_test("%s %s: %s", imports[i].kind, imports[i].words, got);
	}
	assert_string_equal(text("SELECT folded_name FROM provider WHERE provider_id = 1"),
	    "larkspur ada");
	assert_string_equal(text("SELECT first_name FROM provider WHERE provider_id = 1"), "Ada");
	assert_string_equal(text("SELECT unsealed(birth_day) FROM provider"), "1961-03-04");
	assert_string_equal(text("SELECT zip FROM location"), "02138");
	assert_string_equal(text("SELECT number FROM credential WHERE credential_id = 1"), "IL 036-1");
	assert_string_equal(text("SELECT status FROM credential WHERE credential_type = 'bls'"),
	    "verified");
	assert_string_equal(text("SELECT state FROM enrollment ORDER BY enrollment_id"), "IL");
	assert_string_equal(text("SELECT state FROM enrollment WHERE location_id = 1"), "MA");
	assert_string_equal(text("SELECT name FROM payer"), "Prairie Health");
	assert_int_equal(number("SELECT is_caqh_used FROM payer"), 0);
}

/* Who changed what is kept, but nobody's birthday. */
static void
tells_who_did_what(void **state)
{
	(void)state;

	put("provider", false, "npi=1234567893|last_name=Larkspur|birth_day=1961-03-04");
	put("provider", false, "npi=1234567893|email=ada@elm.example|birth_day=1961-03-05");
	put("provider", false, "npi=1234567893|email=ada@elm.example");
	assert_int_equal(number("SELECT count(*) FROM audit"), 2);
	assert_int_equal(number("SELECT count(*) FROM audit WHERE detail LIKE '%1961%'"), 0);
	assert_string_equal(text("SELECT detail FROM audit ORDER BY audit_id DESC"),
	    "birth_day, email \"ada@elm.example\", was \"\"");
	assert_string_equal(text("SELECT actor || ': ' || action || ', ' || object FROM audit"),
	    "tester: provider add, provider 1");
}

/* What is sensitive is not in the file in clear, is given out with a note of who looked, and opens with its key alone. */
static void
seals_what_is_sensitive(void **state)
{
	static const struct { const char *field, *want; } fields[] = {
		{ "birth_day", "1961-03-04" }, { "ssn", "219-09-9999" }, { "bank_routing", "021000021" },
		{ "bank_account", "12345678" }, { "home_address", "7 Oak Lane" }, { "discipline", "yes to 4b" },
	};
	const struct sensitive_look look = { "maria", "CMS-588", NOW_MS };
	const struct record_kind *kind = record_kind_find("provider");
	struct err err = ERR_INIT;
	const char *value;
	(void)state;

	put("provider", false, "npi=1234567893|last_name=Larkspur|birth_day=1961-03-04|ssn=219099999|"
	    "bank_routing=021000021|bank_account=12345678|home_address=7 Oak Lane|discipline=yes to 4b");
	put("provider", false, "npi=1234567893|ssn=219-09-9999");
	assert_int_equal(number("SELECT count(*) FROM audit"), 1);
	assert_int_equal(number("SELECT count(*) FROM provider WHERE birth_day || ssn || bank_routing || bank_account"
	    " || home_address || discipline LIKE 'sealed:%sealed:%sealed:%sealed:%sealed:%sealed:%'"), 1);
	for (size_t i = 0; i < LEN(fields); i++) {
		assert_true(sensitive_show(db, kind, 1, fields[i].field, &look, &arena, &value, &err));
		assert_string_equal(value, fields[i].want);
	}
	assert_int_equal(number("SELECT count(*) FROM audit WHERE detail LIKE '%9999%' OR detail LIKE '%1961%'"), 0);
	assert_int_equal(number("SELECT count(*) FROM audit WHERE actor = 'maria' AND action = 'provider reveal'"
	    " AND object = 'provider 1' AND detail LIKE '%: CMS-588'"), 6);
	assert_false(sensitive_show(db, kind, 1, "npi", &look, &arena, &value, &err));
	assert_int_equal(err.kind, ERR_INPUT);
	assert_false(sensitive_show(db, kind, 2, "ssn", &look, &arena, &value, &err));
	assert_int_equal(err.kind, ERR_MISSING);
	take_key("another");
	assert_false(sensitive_show(db, kind, 1, "ssn", &look, &arena, &value, &err));
	assert_non_null(strstr(err.text, "another secret.key"));
}

/* Refused without being repeated. */
static void
does_not_repeat_what_is_sensitive(void **state)
{
	static const struct { const char *field, *text; } bad[] = {
		{ "birth_day", "19999-13-45" }, { "ssn", "99999" }, { "bank_routing", "9999" }, { "bank_account", "9999x" },
	};
	struct record r;
	(void)state;

	for (size_t i = 0; i < LEN(bad); i++) {
		struct err err = ERR_INIT;
		record_init(&r, record_kind_find("provider"), &catalog, 20000, &arena);
		assert_false(record_assign(&r, bad[i].field, bad[i].text, &err));
		assert_null(strstr(err.text, "9999"));
	}
}

static void
wakes_start_rules(void **state)
{
	(void)state;

	put("provider", false, "npi=1234567893|last_name=Larkspur|practice_state=IL");
	put("payer", false, "name=Prairie Health");
	put("enrollment", false, "provider=1|payer=1");
	assert_int_equal(number("SELECT count(*) FROM changed"), 2);
	assert_true(db_run_script(db, "DELETE FROM changed", NULL));
	put("payer", false, "name=Prairie Health|email=desk@prairie.example");
	assert_string_equal(text("SELECT subject_type FROM changed"), "enrollment");
	assert_true(db_run_script(db, "DELETE FROM changed", NULL));
	put("payer", false, "name=Prairie Health|email=desk@prairie.example");
	assert_int_equal(number("SELECT count(*) FROM changed"), 0);
}

static void
change(const char *kind, int64_t id, const char *words)
{
	enum record_outcome outcome;
	struct err err = ERR_INIT;
	struct record r;

	if (!fill(&r, kind, false, words, &err) || !record_set(db, &r, id, &by, &outcome, &err))
		fail_test("%s %s: %s", kind, words, err.text);
}

/* Who must hear of a change: payers that have the application, of what was known before and is really another. */
static void
notes_changes_that_others_must_hear_of(void **state)
{
	(void)state;

	put("provider", false, "npi=1234567893|last_name=Larkspur");
	put("payer", false, "name=Prairie Health");
	put("payer", false, "name=Lone Star");
	put("location", false, "name=Main St|address=1 Main St.");
	put("location", false, "name=Oak St|address=9 Oak St.");
	put("enrollment", false, "provider=1|payer=1|location=1|status=loaded");
	put("enrollment", false, "provider=1|payer=2|location=1");
	change("location", 1, "address=1 MAIN ST.|tax_id=12-3456789");
	change("provider", 1, "first_name=Ada");
	assert_int_equal(number("SELECT count(*) FROM enrollment WHERE untold_day IS NOT NULL"), 0);
	change("location", 1, "tax_id=98-7654321");
	assert_string_equal(text("SELECT untold_change FROM enrollment WHERE enrollment_id = 1"), "tax number");
	assert_null(text("SELECT untold_change FROM enrollment WHERE enrollment_id = 2"));
	assert_null(text("SELECT untold_change FROM provider"));
	change("enrollment", 1, "location=2");
	change("provider", 1, "last_name=Rosewood");
	change("provider", 1, "last_name=Larkspur");
	assert_string_equal(text("SELECT untold_change FROM enrollment WHERE enrollment_id = 1"), "tax number, site, name");
	assert_string_equal(text("SELECT untold_change FROM provider"), "site, name");
	assert_int_equal(number("SELECT count(*) FROM enrollment WHERE untold_day IS NOT NULL"), 1);
}

static const struct { const char *kind; int64_t id; const char *words, *want; } sets[] = {
	{ "provider", 1, "email=", "updated" },
	{ "provider", 1, "start_day=2026-01-05|left_day=2026-01-04", "refused: it left on 2026-01-04, before the first day on" },
	{ "enrollment", 1, "submitted_day=2026-03-02|approved_day=2026-03-01", "refused: it was approved on 2026-03-01, before" },
	{ "enrollment", 1, "submitted_day=2026-03-02|denied_day=2026-03-01", "updated" },
	{ "enrollment", 1, "received_day=2026-03-01", "refused: it was received on 2026-03-01, before it was submitted" },
	{ "enrollment", 1, "received_day=2026-03-02", "updated" },
	{ "provider", 1, "npi=1003000126", "updated" },
	{ "provider", 1, "npi=1245319599", "refused: there is another provider with this npi" },
	{ "provider", 1, "last_name=", "refused: a provider needs last_name" },
	{ "provider", 7, "last_name=X", "refused: there is no provider 7" },
	{ "provider", 1, "lastname=X", "refused: a provider has no \"lastname\". Did you mean "
	    "\"last_name\"?" },
	{ "provider", 1, "folded_name=X", "refused: a provider has no \"folded_name\"" },
	{ "payer", 1, "kind=", "updated" },
	{ "payer", 1, "kind=commercial", "unchanged" },
	{ "enrollment", 1, "payer=Lone Star", "updated" },
	{ "enrollment", 1, "payer=2|provider=2", "refused: there is another enrollment" },
};

static void
sets_what_a_person_types(void **state)
{
	static const char *const outcomes[] = { "added", "updated", "unchanged" };
	(void)state;

	put("provider", false, "npi=1234567893|last_name=Larkspur|email=a@b.example");
	put("provider", false, "npi=1245319599|last_name=Foxglove");
	put("payer", false, "name=Prairie Health|kind=medicaid");
	put("payer", false, "name=Lone Star");
	put("enrollment", false, "provider=1|payer=1|state=TX");
	put("enrollment", false, "provider=2|payer=2|state=TX");
	for (size_t i = 0; i < LEN(sets); i++) {
		enum record_outcome outcome;
		struct err err = ERR_INIT;
		struct record r;
		bool done = fill(&r, sets[i].kind, false, sets[i].words, &err) &&
		    record_set(db, &r, sets[i].id, &by, &outcome, &err);
		const char *got = done ? outcomes[outcome] :
		    arena_printf(&arena, "refused: %s", err.text);
		if (!text_starts(got, sets[i].want))
			fail_test("%s %s: %s", sets[i].kind, sets[i].words, got);
	}
	assert_null(text("SELECT email FROM provider WHERE provider_id = 1"));
}

static void
adds_no_second_one(void **state)
{
	struct err err = ERR_INIT;
	struct record r;
	int64_t id;
	(void)state;

	assert_true(fill(&r, "payer", false, "name=Prairie Health", &err));
	assert_true(record_add(db, &r, &by, &id, &err));
	assert_false(record_add(db, &r, &by, &id, &err));
	assert_int_equal(err.kind, ERR_CONFLICT);
}

/* The tables and schema/ agree: each column exists, and is empty as its default says. */
static void
fields_are_columns(void **state)
{
	const struct record_kind *kind;
	(void)state;

	for (size_t k = 0; (kind = record_kind_list(k)) != NULL; k++)
		for (size_t i = 0; i < kind->fields; i++) {
			const struct record_field *f = &kind->field[i];
			struct query q;
			if (f->column == NULL)
				continue;
			query_open(&q, db, "SELECT dflt_value, \"notnull\""
			    " FROM pragma_table_info(:kind) WHERE name = :name");
			query_bind_text(&q, ":kind", kind->name);
			query_bind_text(&q, ":name", f->column);
			if (!query_row(&q))
				fail_test("%s has no column %s", kind->name, f->column);
			const char *in_schema = query_text(&q, 0, &arena);
			const char *in_table = f->empty == NULL ? NULL : f->type == FIELD_INT ||
			    f->type == FIELD_BOOL ? f->empty : arena_printf(&arena, "'%s'", f->empty);
			if (!text_equal(in_schema, in_table))
				fail_test("%s.%s: %s in the schema, %s in the table", kind->name, f->name,
				    in_schema, in_table);
			bool must = query_int(&q, 1) != 0 && in_schema == NULL;
			bool is_asked = (f->flags & (FIELD_REQUIRED | FIELD_DERIVED)) != 0;
			assert_true(!must || is_asked);
			assert_true(query_close(&q, NULL));
		}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(imports_find_their_records),
		TEST(tells_who_did_what),
		TEST(seals_what_is_sensitive),
		TEST(does_not_repeat_what_is_sensitive),
		TEST(wakes_start_rules),
		TEST(notes_changes_that_others_must_hear_of),
		TEST(sets_what_a_person_types),
		TEST(adds_no_second_one),
		TEST(fields_are_columns),
	};

	return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
