/*
 * yard_page DATABASE: the bare handler that pages are held against: libmicrohttpd, SQLite, the same rows read
 * by statements that stay prepared, each value escaped into a table's cell.  Prints its port.
 */
#include <microhttpd.h>
#include <poll.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STATEMENTS	10
#define WHO " LEFT JOIN case_file c ON c.case_id = x.case_id LEFT JOIN provider p ON p.provider_id = c.provider_id" \
	" LEFT JOIN payer y ON y.payer_id = c.payer_id"
#define WHO_COLUMNS " c.case_id, c.workflow, c.state, c.provider_id, p.first_name, p.last_name, y.name"
#define TASKS "SELECT 'task' AS what, task_id AS id, title, due_day AS day, role, assignee, is_escalation," \
	" created_ms AS since_ms, case_id FROM task WHERE status = 'open'"
#define MAIL "SELECT x.message_id, x.received_ms, x.kind, x.from_name, x.subject, substr(x.text, 1, 400), x.matched_by,"
#define TIMERS "SELECT * FROM (SELECT due_ms, name, n, max_n, needs, case_id, rule FROM timer WHERE is_held = 0 AND needs = "

/* ?1: the number in the path. */
static struct page {
	const char	*path;
	const char	*sql[STATEMENTS];
	sqlite3_stmt	*statement[STATEMENTS];
} pages[] = {
	{ "/today", {
	    "SELECT x.*," WHO_COLUMNS " FROM (SELECT * FROM (" TASKS " AND due_day <= date('now', '+7 days')"
	    " ORDER BY due_day LIMIT 81) UNION ALL SELECT * FROM (" TASKS " AND due_day IS NULL ORDER BY created_ms LIMIT 81)"
	    " UNION ALL SELECT * FROM (SELECT 'deadline', deadline_id, title, on_day, NULL, NULL, 0, created_ms, case_id"
	    " FROM deadline WHERE status = 'open' AND on_day <= date('now', '+7 days') ORDER BY on_day LIMIT 81)) x" WHO
	    " ORDER BY coalesce(x.day, '9999-99-99'), x.is_escalation DESC, x.id LIMIT 81",
	    "SELECT assignee, count(*) FROM task WHERE status = 'open' GROUP BY 1 ORDER BY 1 LIMIT 31",
	    MAIL WHO_COLUMNS " FROM message x" WHO " WHERE x.case_id IS NULL AND x.status = 'new' ORDER BY x.received_ms DESC LIMIT 13",
	    MAIL WHO_COLUMNS " FROM message x" WHO " WHERE x.received_ms >= (unixepoch() - 604800) * 1000 AND x.case_id IS NOT NULL"
	    " ORDER BY x.received_ms DESC LIMIT 13",
	    "SELECT x.outbox_id, x.recipient, x.subject, x.status, x.reason, x.created_ms," WHO_COLUMNS " FROM outbox x" WHO
	    " WHERE x.status IN ('held', 'unknown') ORDER BY x.outbox_id LIMIT 13",
	    "SELECT x.stuck_reason," WHO_COLUMNS " FROM case_file x" WHO " WHERE x.status = 'stuck' ORDER BY x.case_id LIMIT 13",
	    "SELECT x.*," WHO_COLUMNS " FROM (" TIMERS "'none' ORDER BY due_ms LIMIT 13) UNION ALL " TIMERS
	    "'mail' ORDER BY due_ms LIMIT 13)) x" WHO " ORDER BY x.due_ms LIMIT 13",
	}, { NULL } },
	{ "/provider/", {
	    "SELECT * FROM provider WHERE provider_id = ?1",
	    "SELECT * FROM credential WHERE provider_id = ?1 ORDER BY expires_day LIMIT 100",
	    "SELECT e.*, y.name, l.name FROM enrollment e JOIN payer y USING (payer_id) LEFT JOIN location l USING (location_id)"
	    " WHERE e.provider_id = ?1 LIMIT 100",
	    "SELECT c.case_id, c.workflow, c.state, c.status, c.entered_ms, c.closed_ms, y.name, (SELECT min(t.due_ms)"
	    " FROM timer t WHERE t.case_id = c.case_id AND t.is_held = 0) FROM case_file c LEFT JOIN payer y ON"
	    " y.payer_id = c.payer_id WHERE c.provider_id = ?1 ORDER BY c.case_id LIMIT 100",
	    "WITH c AS (SELECT c.case_id, c.workflow, y.name AS payer FROM case_file c LEFT JOIN payer y ON"
	    " y.payer_id = c.payer_id WHERE c.provider_id = ?1) SELECT h.at_ms, c.case_id, c.workflow, c.payer, h.from_state,"
	    " h.to_state, e.name, h.actor FROM c JOIN history h ON h.case_id = c.case_id LEFT JOIN event e USING (event_id)"
	    " UNION ALL SELECT coalesce(o.sent_ms, o.created_ms), c.case_id, c.workflow, c.payer, NULL, NULL, o.subject,"
	    " o.recipient FROM c JOIN outbox o ON o.case_id = c.case_id"
	    " UNION ALL SELECT m.received_ms, c.case_id, c.workflow, c.payer, m.kind, m.from_address, m.subject, m.from_name"
	    " FROM c CROSS JOIN message m ON m.case_id = c.case_id ORDER BY 1 DESC LIMIT 50",
	}, { NULL } },
	{ "/grid", {
	    "SELECT payer_id, name FROM payer WHERE retired_day IS NULL ORDER BY folded_name LIMIT 500",
	    "SELECT location_id, name FROM location WHERE retired_day IS NULL ORDER BY folded_name LIMIT 500",
	    "SELECT p.npi, p.last_name, p.first_name, e.* FROM (SELECT * FROM provider WHERE status <> 'left'"
	    " AND (folded_name, provider_id) > (coalesce((SELECT folded_name FROM provider WHERE provider_id = ?1), ''), ?1)"
	    " ORDER BY folded_name, provider_id LIMIT 40) p JOIN enrollment e USING (provider_id)"
	    " WHERE e.payer_id IN (SELECT payer_id FROM payer ORDER BY folded_name LIMIT 16) ORDER BY p.folded_name, e.payer_id",
	}, { NULL } },
};

static sqlite3 *db;

static void
need(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "yard_page: could not %s: %s\n", what, db != NULL ? sqlite3_errmsg(db) : "");
	exit(1);
}

struct text { char *bytes; size_t len, size; };

static void
add(struct text *t, const char *bytes, size_t len)
{
	if (t->len + len > t->size) {
		t->size = (t->len + len) * 2;
		t->bytes = realloc(t->bytes, t->size);
		need(t->bytes != NULL, "remember");
	}
	memcpy(t->bytes + t->len, bytes, len);
	t->len += len;
}

static void
add_escaped(struct text *t, const char *s)
{
	while (*s != '\0') {
		size_t plain = strcspn(s, "<>&\"'");
		char code[8];
		add(t, s, plain);
		s += plain;
		if (*s != '\0')
			add(t, code, (size_t)snprintf(code, sizeof(code), "&#%d;", *s++));
	}
}

static void
add_rows(struct text *t, sqlite3_stmt *s, int64_t number)
{
	add(t, "<table>", 7);
	if (sqlite3_bind_parameter_count(s) > 0)
		sqlite3_bind_int64(s, 1, number);
	while (sqlite3_step(s) == SQLITE_ROW) {
		add(t, "<tr>", 4);
		for (int i = 0; i < sqlite3_column_count(s); i++) {
			const char *value = (const char *)sqlite3_column_text(s, i);
			add(t, "<td>", 4);
			add_escaped(t, value != NULL ? value : "");
		}
	}
	need(sqlite3_reset(s) == SQLITE_OK, "read");
	add(t, "</table>", 8);
}

static enum MHD_Result
answer(void *context, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
    const char *data, size_t *data_bytes, void **ret)
{
	static int seen;
	struct text t = { NULL, 0, 0 };

	(void)context;
	(void)method;
	(void)version;
	(void)data;
	(void)data_bytes;
	if (*ret == NULL) {
		*ret = &seen;
		return MHD_YES;
	}
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
		size_t len = strlen(pages[i].path);
		if (strncmp(url, pages[i].path, len) != 0)
			continue;
		for (int k = 0; k < STATEMENTS && pages[i].statement[k] != NULL; k++)
			add_rows(&t, pages[i].statement[k], strtoll(url + len + (url[len] == '/'), NULL, 10));
	}
	struct MHD_Response *response = MHD_create_response_from_buffer(t.len, t.bytes, MHD_RESPMEM_MUST_FREE);
	MHD_add_response_header(response, "Content-Type", "text/html; charset=utf-8");
	enum MHD_Result result = MHD_queue_response(connection, t.len > 0 ? 200 : 404, response);
	MHD_destroy_response(response);
	return result;
}

int
main(int argc, char **argv)
{
	need(argc == 2, "do without a database");
	need(sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK, "open the database");
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
		for (int k = 0; k < STATEMENTS && pages[i].sql[k] != NULL; k++)
			need(sqlite3_prepare_v3(db, pages[i].sql[k], -1, SQLITE_PREPARE_PERSISTENT,
			    &pages[i].statement[k], NULL) == SQLITE_OK, "prepare");
	struct MHD_Daemon *daemon = MHD_start_daemon(MHD_USE_EPOLL | MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL,
	    answer, NULL, MHD_OPTION_END);
	need(daemon != NULL, "serve");
	printf("%d\n", MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
	fflush(stdout);
	poll(NULL, 0, -1);
	return 0;
}
