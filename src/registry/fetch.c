/* fetch: one request whose body goes to a file; broken off, it is begun anew once. */
#include "registry/fetch.h"

#include <stdio.h>
#include <string.h>

#include "base/day.h"
#include "base/file.h"
#include "base/file_writer.h"
#include "base/str.h"
#include "http/http.h"
#include "store/audit.h"
#include "base/banned.h"

#define FILE_BYTES_MAX	((size_t)1 << 30)
#define FETCH_MS	(30 * 60 * MS_PER_SECOND)
#define TRIES		2

/* "https://oig.hhs.gov/exclusions/downloadables/UPDATED.csv" -> "UPDATED.csv" */
static const char *
name_of(const char *url, struct arena *a)
{
	size_t len = strcspn(url, "?#"), begin = len;

	while (begin > 0 && url[begin - 1] != '/')
		begin--;
	const char *name = arena_strndup(a, url + begin, len - begin);
	return name[0] == '\0' || name[0] == '.' ? "list.csv" : name;
}

/* "Thu, 12 Nov 2026 14:00:00 GMT" (RFC 9110, 5.6.7) */
static int32_t
day_of(const char *date)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char iso[48], month[4] = "";
	const char *comma = date != NULL ? strchr(date, ',') : NULL, *at;
	int32_t day;
	int of_month, year;

	if (comma == NULL || sscanf(comma + 1, " %2d %3s %4d", &of_month, month, &year) != 3 || strlen(month) != 3 ||
	    (at = strstr(months, month)) == NULL || (at - months) % 3 != 0 || of_month < 1 || year < 1970)
		return DAY_NONE;
	snprintf(iso, sizeof(iso), "%04d-%02d-%02d", year, (int)(at - months) / 3 + 1, of_month);
	return day_parse(iso, &day) ? day : DAY_NONE;
}

static bool
to_file(void *writer, const void *bytes, size_t len, struct err *err)
{
	return file_writer_add(writer, bytes, len, err);
}

/* One try. */
static bool
bring(const struct registry_way *way, struct http *http, const char *url, const char *path, struct arena *a,
    struct http_answer *ret_answer, struct err *err)
{
	struct http_request request = { .url = url, .body_max = FILE_BYTES_MAX, .timeout_ms = FETCH_MS,
	    .idle_ms = way->settings->registry.timeout_seconds * MS_PER_SECOND, .sink = to_file };
	struct file_writer *writer;

	if (!file_writer_open(path, 0600, &writer, err))
		return false;
	request.sink_context = writer;
	bool ok = http_send(http, &request, a, ret_answer, err);
	if (ok && (ret_answer->status != 200 || http_is_type(ret_answer, "text/html")))
		ok = http_refuse(ret_answer, err);
	if (ok)
		return file_writer_close(writer, err);
	file_writer_drop(writer);
	return false;
}

/* As well as it goes: the failure itself is told in any case. */
static void
note_failure(const struct registry_way *way, const char *url, const struct err *why)
{
	struct err lost = ERR_INIT;
	struct arena a = ARENA_INIT;

	if (db_begin(way->db, &lost))
		db_end(way->db, audit_add(way->db, way->actor, "registry fetch", name_of(url, &a), why->text,
		    way->now_ms, &lost), &lost);
	arena_clear(&a);
}

bool
registry_fetch(const struct registry_way *way, const char *url, const char *folder, struct arena *a,
    const char **ret_path, int32_t *ret_day, struct err *err)
{
	const struct http_settings settings = { .ca_file = way->settings->registry.ca_file,
	    .folder = way->folder, .cancel_fd = -1 };
	const char *path = path_join(a, folder, name_of(url, a));
	struct http_answer answer;
	bool ok = false;

	if (!way->settings->registry.is_allowed)
		return fail(err, ERR_INPUT, "credence.yaml does not allow questions to registries. Write "
		    "\"registry: { lookup: true }\" there");
	if (!folder_make(folder, 0700, err))
		return false;
	struct http *http = http_open(&settings);
	for (int try = 0; try < TRIES && !ok; try++) {
		*err = (struct err)ERR_INIT;
		ok = bring(way, http, url, path, a, &answer, err);
		if (!ok && err->kind != ERR_SYSTEM)
			break;
	}
	http_close(http);
	if (!ok) {
		note_failure(way, url, err);
		return false;
	}
	*ret_path = path;
	*ret_day = day_of(http_header(&answer, "Last-Modified"));
	return true;
}
