/* product: see product.h.  What the engine wrote is read back from its tables, not asked of it. */
#include "simulate/product.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/asset.h"
#include "base/file.h"
#include "db/migrate.h"
#include "engine/engine.h"
#include "engine/migrate.h"
#include "simulate/reference.h"
#include "simulate/wipe.h"
#include "store/changed.h"
#include "store/definition.h"
#include "store/history.h"
#include "store/verify.h"

struct product {
	char		 folder[64], path[96];
	struct db	*base, *db;	/* the one with which it begins; a copy in memory, wiped after each seed */
	struct wipe	 wipe;
	struct engine	 engine;
	struct settings	 settings;
	struct arena	 arena;		/* of one seed */
	int64_t		 case_id;
	int64_t		 next_id;	/* of the second version; 0: not published */
};

static void
die(const char *what, const struct err *err)
{
	fprintf(stderr, "%s: %s\n", what, err->text);
	exit(1);
}

static void
must(bool ok, const char *what, const struct err *err)
{
	if (!ok)
		die(what, err);
}

static void
publish(struct db *db, const struct definition *d, struct published *row, int64_t now_ms, int64_t *ret_id)
{
	struct err err = ERR_INIT;
	bool is_new;

	row->name = definition_name(d);
	row->subject_type = definition_subject(d)->name;
	must(definition_publish(db, row, now_ms, ret_id, &is_new, &err), "publish", &err);
}

static void
publish_children(struct product *p)
{
	struct err err = ERR_INIT;
	struct problems problems;
	int64_t id;

	problems_init(&problems, &p->arena);
	must(db_begin(p->base, &err), "begin", &err);
	for (size_t i = 0; i < LEN(child_names); i++) {
		struct str file = STR_INIT;
		child_write(child_names[i], &file);
		struct published row = { .version = 1, .file = "child.yaml",
			.source = arena_strdup(&p->arena, file.text), .published_by = "test" };
		const struct definition *d = definition_parse(row.file, row.source, file.len, NULL, 0,
		    &p->arena, &problems);
		must(d != NULL, "child", &err);
		publish(p->base, d, &row, 0, &id);
		str_clear(&file);
	}
	must(db_commit(p->base, &err), "commit", &err);
	arena_reset(&p->arena);
}

struct product *
product_open(const char *org_zone)
{
	static struct webhook billing = { .name = "billing", .url = "https://billing.example/" };
	struct product *p = heap_alloc(sizeof(*p));
	struct err err = ERR_INIT;

	snprintf(p->folder, sizeof(p->folder), "/tmp/simulate-XXXXXX");
	if (mkdtemp(p->folder) == NULL)
		die("could not make a folder", &err);
	snprintf(p->path, sizeof(p->path), "%s/base.db", p->folder);
	must(db_open(p->path, DB_CREATE, &p->base, &err) && migrate_run(p->base, 0, &err), "base", &err);
	must(db_run_script(p->base, "INSERT INTO provider (npi, last_name, created_ms, modified_ms)"
	    " VALUES ('1234567893', 'Ruiz', 0, 0);"
	    "INSERT INTO payer (name, created_ms, modified_ms) VALUES ('Acme', 0, 0);"
	    "INSERT INTO enrollment (provider_id, payer_id, created_ms, modified_ms) VALUES (1, 1, 0, 0)",
	    &err), "records", &err);
	publish_children(p);
	must(db_open_scratch(p->base, &p->db, &err) && wipe_init(&p->wipe, p->db, &err), "copy", &err);
	p->settings = (struct settings){ .org_name = "Group", .timezone = org_zone,
	    .zone = zone_find(org_zone, NULL), .calendar = "us_business" };
	p->settings.mail.from = "team@group.example";
	p->settings.mail.domain = "group.example";
	/* Guards against storms are not part of the language. */
	p->settings.webhook = &billing;
	p->settings.webhooks = 1;
	p->settings.mail.letters_per_day = 100000;
	p->settings.engine.steps_per_minute = REF_STEPS_MAX;	/* a circle through timers ends there */
	p->settings.engine.breaker_letters = 100000;
	return p;
}

void
product_close(struct product *p)
{
	size_t count;
	char **names;

	db_close(p->db);
	db_close(p->base);
	wipe_clear(&p->wipe);
	if (folder_list(p->folder, &p->arena, &names, &count, NULL))
		for (size_t i = 0; i < count; i++)
			unlink(path_join(&p->arena, p->folder, names[i]));
	rmdir(p->folder);
	arena_clear(&p->arena);
	free(p);
}

static void
bind_value(struct query *q, const char *name, const struct rvalue *v)
{
	if (!v->present)
		query_bind_null(q, name);
	else if (v->kind == K_TEXT)
		query_bind_text(q, name, v->text);
	else if (v->kind == K_DATE)
		query_bind_day(q, name, (int32_t)v->number);
	else
		query_bind_int(q, name, v->number);
}

static void
write_record(struct product *p, const struct record *r)
{
	struct err err = ERR_INIT;
	struct query q;

	query_open(&q, p->db, "UPDATE enrollment SET status = :status, reference_number = :reference,"
	    " requested_day = :requested, submitted_day = :submitted, received_day = :received");
	bind_value(&q, ":status", &r->status);
	bind_value(&q, ":reference", &r->reference);
	bind_value(&q, ":requested", &r->requested);
	bind_value(&q, ":submitted", &r->submitted);
	bind_value(&q, ":received", &r->received);
	must(query_run(&q, NULL, &err), "record", &err);
	query_open(&q, p->db, "UPDATE payer SET kind = :kind, email = :email, turnaround_days = :days");
	bind_value(&q, ":kind", &r->payer_kind);
	bind_value(&q, ":email", &r->payer_email);
	bind_value(&q, ":days", &r->payer_turnaround);
	must(query_run(&q, NULL, &err), "payer", &err);
}

/* *ret_row is what publishes it; NULL, with every reason, when it is refused. */
static const struct definition *
read_plan(const char *file, int version, struct arena *a, struct published *ret_row, const char **ret_why)
{
	struct definition_asset *assets = arena_array(a, 2, sizeof(*assets));
	struct problems problems;

	assets[0] = (struct definition_asset){ .name = "letter.txt", .body = letter_text };
	assets[1] = (struct definition_asset){ .name = "us_business.yaml",
		.body = asset_find("config/us_business.yaml")->bytes };
	*ret_row = (struct published){ .version = version, .file = "plan.yaml", .source = file,
		.asset = assets, .assets = 2, .published_by = "test" };
	problems_init(&problems, a);
	const struct definition *d = definition_parse("plan.yaml", file, strlen(file), assets, 2, a, &problems);
	*ret_why = "";
	for (size_t i = 0; d == NULL && i < problems.count; i++)
		if (problems.item[i].severity == PROBLEM_ERROR)
			*ret_why = arena_printf(a, "%s%d:%d: %s\n", *ret_why, problems.item[i].line,
			    problems.item[i].column, problems.item[i].text);
	return d;
}

bool
product_begin(struct product *p, const char *file, const struct record *record, int64_t now_ms,
    struct arena *a, const char **ret_why)
{
	struct err err = ERR_INIT;
	struct published row;
	int64_t id;

	const struct definition *d = read_plan(file, 1, a, &row, ret_why);
	if (d == NULL)
		return false;
	must(engine_open(&p->engine, p->db, &p->settings, &err), "engine", &err);
	must(db_begin(p->db, &err), "begin", &err);
	publish(p->db, d, &row, now_ms, &id);
	write_record(p, record);
	must(db_commit(p->db, &err), "commit", &err);
	p->case_id = p->next_id = 0;
	return true;
}

void
product_end(struct product *p)
{
	struct err err = ERR_INIT;

	engine_close(&p->engine);
	must(wipe_run(&p->wipe, p->db, &err), "wipe", &err);
	arena_reset(&p->arena);
}

bool
product_open_case(struct product *p, bool by_hand, int64_t now_ms, const char **ret_why)
{
	struct err err = ERR_INIT;

	if (!engine_open_case(&p->engine, "plan", "enrollment", 1, "test", by_hand, now_ms, &p->case_id,
	    &err)) {
		*ret_why = arena_strdup(&p->arena, err.text);
		p->case_id = 0;
	}
	return p->case_id != 0;
}

static struct value
to_value(const struct rvalue *v)
{
	static const enum value_type types[] = { [K_TEXT] = TYPE_TEXT, [K_INT] = TYPE_INT,
		[K_BOOL] = TYPE_BOOL, [K_DATE] = TYPE_DATE };

	return (struct value){ .present = v->present, .type = types[v->kind], .number = v->number,
		.text = v->text };
}

static void
deliver(struct product *p, int64_t case_id, const struct happening *h, const char *dedup, int64_t now_ms)
{
	struct engine_answer answer;
	struct err err = ERR_INIT;
	struct facts fields;

	facts_init(&fields, &p->arena);
	for (size_t i = 0; i < h->fields; i++)
		facts_set(&fields, h->field[i].name, to_value(&h->field[i].value));
	must(engine_deliver(&p->engine, case_id, h->name, dedup, "test", &fields, now_ms, now_ms,
	    &p->arena, &answer, &err), "deliver", &err);
}

void
product_event(struct product *p, const struct happening *h, const char *dedup, int64_t now_ms)
{
	deliver(p, p->case_id, h, dedup, now_ms);
}

void
product_end_child(struct product *p, int64_t child_id, const struct happening *h, const char *dedup,
    int64_t now_ms)
{
	deliver(p, child_id, h, dedup, now_ms);
}

/* The oldest open task of that name; refused or not, what is seen afterwards counts. */
void
product_end_task(struct product *p, const struct happening *h, int64_t now_ms)
{
	struct engine_answer answer;
	struct err err = ERR_INIT;
	struct form_word word[2];
	struct query q;
	size_t words = 0;
	int64_t task_id = 0;
	bool has_event = false;

	query_open(&q, p->db, "SELECT task_id, event IS NOT NULL AND (SELECT status FROM case_file WHERE case_id = 1) = 'open' FROM task"
	    " WHERE case_id = 1"
	    " AND name = :name AND status = 'open' ORDER BY task_id LIMIT 1");
	query_bind_text(&q, ":name", h->name);
	if (query_row(&q)) {
		task_id = query_int(&q, 0);
		has_event = query_int(&q, 1) != 0;
	}
	must(query_close(&q, &err), "task", &err);
	if (task_id == 0)
		return;
	for (size_t i = 0; i < h->fields && has_event; i++) {
		struct str s = STR_INIT;
		show_value(&h->field[i].value, &s);
		if (h->field[i].value.present)
			word[words++] = (struct form_word){ h->field[i].name,
				arena_strdup(&p->arena, s.text) };
		str_clear(&s);
	}
	if (!engine_end_task(&p->engine, task_id, word, words, "test", now_ms, &p->arena, &answer, &err) &&
	    err.kind != ERR_CONFLICT && err.kind != ERR_INPUT)
		die("end of a task", &err);
}

bool
product_migrate(struct product *p, const char *file, enum timers_kept timers, int64_t now_ms,
    const char **ret_why)
{
	static const enum timer_policy policies[] = { [KEEPS_TIMERS] = TIMERS_KEEP,
		[RECOMPUTES_TIMERS] = TIMERS_RECOMPUTE, [DROPS_TIMERS] = TIMERS_DROP };
	struct migrate_wish wish = { .workflow = "plan", .timers = policies[timers], .actor = "test" };
	struct migrate_report report;
	struct err err = ERR_INIT;
	struct published row;

	if (p->next_id == 0) {
		const struct definition *d = read_plan(file, 2, &p->arena, &row, ret_why);
		if (d == NULL)
			return false;
		must(db_begin(p->db, &err), "begin", &err);
		publish(p->db, d, &row, now_ms, &p->next_id);
		must(db_commit(p->db, &err), "commit", &err);
	}
	wish.to_id = p->next_id;
	must(engine_migrate_apply(&p->engine, &wish, now_ms, &report, &err), "migrate", &err);
	json_free(report.cases);
	return true;
}

void
product_undo(struct product *p, int64_t now_ms)
{
	const struct migrate_wish wish = { .workflow = "plan", .to_id = p->next_id, .actor = "test" };
	struct migrate_report report;
	struct err err = ERR_INIT;

	if (p->next_id == 0)
		return;
	must(engine_migrate_undo(&p->engine, &wish, now_ms, &report, &err), "undo", &err);
	json_free(report.cases);
}

void
product_change_record(struct product *p, const struct happening *h)
{
	static const struct { const char *field, *sql; } updates[] = {
		{ "requested_day", "UPDATE enrollment SET requested_day = :value" },
		{ "submitted_day", "UPDATE enrollment SET submitted_day = :value" },
		{ "reference_number", "UPDATE enrollment SET reference_number = :value" },
	};
	struct err err = ERR_INIT;
	struct query q;

	must(db_begin(p->db, &err), "begin", &err);
	for (size_t i = 0; i < LEN(updates); i++)
		if (strcmp(updates[i].field, h->name) == 0) {
			query_open(&q, p->db, updates[i].sql);
			bind_value(&q, ":value", &h->value);
			must(query_run(&q, NULL, &err), "change", &err);
		}
	must(changed_mark(p->db, "enrollment", 1, h->at_ms, &err) && db_commit(p->db, &err), "mark", &err);
}

void
product_read_inbox(struct product *p, int64_t until_ms)
{
	struct err err = ERR_INIT;
	struct query q;

	query_open(&q, p->db, "INSERT INTO mailbox VALUES ('team', 'INBOX', 1, 1, :until)"
	    " ON CONFLICT (account, folder) DO UPDATE SET synced_ms = excluded.synced_ms");
	query_bind_int(&q, ":until", until_ms);
	must(query_run(&q, NULL, &err), "inbox", &err);
}

void
product_tick(struct product *p, int64_t now_ms)
{
	struct engine_counts counts;
	struct err err = ERR_INIT;

	must(engine_tick(&p->engine, now_ms, &counts, &err), "tick", &err);
}

/* Each row of the answer as a line, its columns with | between them. */
static void
show_rows(struct product *p, const char *word, const char *sql, struct str *out)
{
	struct err err = ERR_INIT;
	struct query q;

	query_open(&q, p->db, sql);
	while (query_row(&q)) {
		str_add(out, word);
		for (int i = 0; i < query_columns(&q); i++) {
			const char *text = query_text(&q, i, &p->arena);
			str_printf(out, "%s%s", i > 0 ? "|" : "", text != NULL ? text : "");
		}
		str_add(out, "\n");
	}
	must(query_close(&q, &err), sql, &err);
}

static void
show_vars(struct product *p, const struct plan *plan, struct str *out)
{
	struct err err = ERR_INIT;
	struct query q;

	for (size_t i = 0; i < plan->vars; i++) {
		if (plan->var[i].constant)
			continue;
		query_open(&q, p->db, "SELECT CASE json_type(vars_json, :path) WHEN 'true' THEN 'true'"
		    " WHEN 'false' THEN 'false' ELSE json_extract(vars_json, :path) END FROM case_file WHERE case_id = 1");
		query_bind_text(&q, ":path", arena_printf(&p->arena, "$.%s", plan->var[i].name));
		const char *text = query_row(&q) ? query_text(&q, 0, &p->arena) : NULL;
		must(query_close(&q, &err), "vars", &err);
		str_printf(out, "var %s=%s\n", plan->var[i].name, text != NULL ? text : "");
	}
}

void
product_show(struct product *p, const struct plan *plan, struct str *out)
{
	if (p->case_id == 0) {
		str_add(out, "no case\n");
		return;
	}
	show_rows(p, "case ", "SELECT state, status, rev, entered_ms FROM case_file WHERE case_id = 1", out);
	show_vars(p, plan, out);
	show_rows(p, "timer ", "SELECT name, due_ms, n, needs, rule FROM timer WHERE case_id = 1 ORDER BY name", out);
	show_rows(p, "task ", "SELECT name, title, role, due_day,"
	    " CASE WHEN is_escalation THEN 'escalation' ELSE '' END || coalesce(event, ''),"
	    " CASE status WHEN 'open' THEN 'open' ELSE 'closed' END"
	    " FROM task WHERE case_id = 1 AND name <> 'stuck' AND name NOT LIKE 'letter %'"
	    " AND name NOT LIKE 'request %' ORDER BY task_id", out);
	show_rows(p, "deadline ", "SELECT name, title, on_day,"
	    " CASE status WHEN 'open' THEN 'open' ELSE 'closed' END FROM deadline ORDER BY deadline_id", out);
	show_rows(p, "letter ", "SELECT name, recipient, cancel_state, status FROM outbox"
	    " ORDER BY outbox_id", out);
	show_rows(p, "request ", "SELECT name, webhook, status, CASE json_type(body, '$.data.value')"
	    " WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE json_extract(body, '$.data.value') END"
	    " FROM request ORDER BY request_id", out);
	show_rows(p, "child ", "SELECT case_id, workflow, state, status, rev, json_extract(vars_json, '$.got'),"
	    " is_bound_to_parent, parent_event FROM case_file WHERE case_id > 1 ORDER BY case_id", out);
	show_rows(p, "history ", "SELECT seq, rule, from_state, to_state, at_ms FROM history"
	    " WHERE case_id = 1 ORDER BY seq", out);
	show_rows(p, "waiting ", "SELECT count(*) FROM event WHERE case_id = 1 AND status = 'new'", out);
	show_rows(p, "record ", "SELECT status, reference_number, requested_day, submitted_day,"
	    " received_day, '' FROM enrollment", out);
}

struct faults { struct str *out; bool any; };

static void
note_fault(void *context, const char *what, const char *where, const char *message)
{
	struct faults *f = context;

	if (strstr(message, "nothing will ever wake this case") != NULL)
		return;			/* an invented workflow may sleep for good */
	f->any = true;
	str_printf(f->out, "%s: %s: %s\n", where, what, message);
}

bool
product_is_sound(struct product *p, struct str *out)
{
	struct faults faults = { out, false };
	struct err err = ERR_INIT;
	int64_t steps, rows;

	must(history_verify(p->db, note_fault, &faults, &steps, &err) &&
	    verify_rows(p->db, note_fault, &faults, &rows, &err), "verify", &err);
	return !faults.any;
}
