/*
 * yard_fetch HOST PORT USER PASSWORD DATABASE [FOLDER]: the bare loop that "mail fetch" is held against.
 * By hundreds: libetpan fetches over TLS, GMime parses and decodes, SQLite stores and commits with
 * synchronous=FULL.  Nothing is matched, nobody is told, and a bad message would be the end of it.
 * With a folder each attachment becomes a file there, on the disk before the commit.
 */
#include <fcntl.h>
#include <gmime/gmime.h>
#include <libetpan/libetpan.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BATCH 100

static const char *files;	/* NULL: attachments are decoded into nothing */

static void
need(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "yard_fetch: could not %s\n", what);
	exit(1);
}

static void
run(sqlite3 *db, const char *sql)
{
	need(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, sql);
}

static sqlite3 *
open_db(const char *path, sqlite3_stmt **ret_message, sqlite3_stmt **ret_raw)
{
	sqlite3 *db;

	need(sqlite3_open(path, &db) == SQLITE_OK, "open the database");
	run(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
	    "CREATE TABLE message (message_id INTEGER PRIMARY KEY, uid INTEGER NOT NULL,"
	    " rfc_message_id TEXT, from_address TEXT, subject TEXT, date_ms INTEGER, text TEXT,"
	    " attachments INTEGER, bytes INTEGER);"
	    "CREATE INDEX message_by_rfc_id ON message (rfc_message_id);"
	    "CREATE TABLE message_raw (message_id INTEGER PRIMARY KEY, mime BLOB NOT NULL)");
	need(sqlite3_prepare_v2(db, "INSERT INTO message (uid, rfc_message_id, from_address, subject,"
	    " date_ms, text, attachments, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", -1,
	    ret_message, NULL) == SQLITE_OK && sqlite3_prepare_v2(db,
	    "INSERT INTO message_raw VALUES (last_insert_rowid(), ?1)", -1, ret_raw, NULL) ==
	    SQLITE_OK, "prepare");
	return db;
}

static mailimap *
open_mailbox(char **argv)
{
	mailimap *imap = mailimap_new(0, NULL);

	need(imap != NULL && mailimap_ssl_connect(imap, argv[1], (uint16_t)strtol(argv[2], NULL, 10)) ==
	    MAILIMAP_NO_ERROR_NON_AUTHENTICATED, "connect");
	need(mailimap_login(imap, argv[3], argv[4]) == MAILIMAP_NO_ERROR, "log in");
	need(mailimap_examine(imap, "INBOX") == MAILIMAP_NO_ERROR, "open the mailbox");
	return imap;
}

struct kept {
	GString	*text;
	int	 attachments;
};

static GMimeStream *
new_file(void)
{
	static int n;
	char *path = g_strdup_printf("%s/%d", files, ++n);
	GMimeStream *file = g_mime_stream_fs_open(path, O_WRONLY | O_CREAT | O_EXCL, 0600, NULL);

	need(file != NULL, "make a file");
	g_free(path);
	return file;
}

/* Every part is decoded: text is kept, as UTF-8. */
static void
see_part(GMimeObject *parent, GMimeObject *part, gpointer data)
{
	struct kept *kept = data;

	(void)parent;
	if (GMIME_IS_TEXT_PART(part)) {
		char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
		if (text != NULL)
			g_string_append(kept->text, text);
		g_free(text);
	} else if (GMIME_IS_PART(part) && g_mime_part_get_content(GMIME_PART(part)) != NULL) {
		GMimeStream *to = files == NULL ? g_mime_stream_null_new() : new_file();
		g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(GMIME_PART(part)), to);
		need(g_mime_stream_flush(to) == 0 && (files == NULL ||
		    fsync(((GMimeStreamFs *)to)->fd) == 0), "keep an attachment");
		g_object_unref(to);
		kept->attachments++;
	}
}

static void
bind_text(sqlite3_stmt *q, int i, const char *text)
{
	sqlite3_bind_text(q, i, text, -1, SQLITE_STATIC);
}

static void
store(sqlite3_stmt *message, sqlite3_stmt *raw, uint32_t uid, const char *bytes, size_t len)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, len);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *m = g_mime_parser_construct_message(parser, NULL);
	struct kept kept = { g_string_new(NULL), 0 };

	need(m != NULL, "parse a message");
	g_mime_message_foreach(m, see_part, &kept);
	char *from = internet_address_list_to_string(g_mime_message_get_from(m), NULL, FALSE);
	GDateTime *date = g_mime_message_get_date(m);
	sqlite3_bind_int64(message, 1, uid);
	bind_text(message, 2, g_mime_message_get_message_id(m));
	bind_text(message, 3, from);
	bind_text(message, 4, g_mime_message_get_subject(m));
	sqlite3_bind_int64(message, 5, date != NULL ? g_date_time_to_unix(date) * 1000 : 0);
	bind_text(message, 6, kept.text->str);
	sqlite3_bind_int(message, 7, kept.attachments);
	sqlite3_bind_int64(message, 8, (sqlite3_int64)len);
	need(sqlite3_step(message) == SQLITE_DONE, "store a message");
	sqlite3_reset(message);
	sqlite3_bind_blob64(raw, 1, bytes, len, SQLITE_STATIC);
	need(sqlite3_step(raw) == SQLITE_DONE, "store the bytes");
	sqlite3_reset(raw);
	g_free(from);
	g_string_free(kept.text, TRUE);
	g_object_unref(m);
	g_object_unref(parser);
	g_object_unref(stream);
}

static void
store_one(sqlite3_stmt *message, sqlite3_stmt *raw, const struct mailimap_msg_att *att)
{
	const struct mailimap_msg_att_body_section *body = NULL;
	uint32_t uid = 0;

	for (clistiter *i = clist_begin(att->att_list); i != NULL; i = clist_next(i)) {
		const struct mailimap_msg_att_item *item = clist_content(i);
		if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC)
			continue;
		const struct mailimap_msg_att_static *s = item->att_data.att_static;
		if (s->att_type == MAILIMAP_MSG_ATT_UID)
			uid = s->att_data.att_uid;
		else if (s->att_type == MAILIMAP_MSG_ATT_BODY_SECTION)
			body = s->att_data.att_body_section;
	}
	if (body != NULL && body->sec_body_part != NULL)
		store(message, raw, uid, body->sec_body_part, body->sec_length);
}

static void
fetch(mailimap *imap, uint32_t first, sqlite3 *db, sqlite3_stmt *message, sqlite3_stmt *raw)
{
	struct mailimap_set *set = mailimap_set_new_interval(first, first + BATCH - 1);
	struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list_empty();
	clist *list;

	mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_uid());
	mailimap_fetch_type_new_fetch_att_list_add(type,
	    mailimap_fetch_att_new_body_peek_section(mailimap_section_new(NULL)));
	need(mailimap_uid_fetch(imap, set, type, &list) == MAILIMAP_NO_ERROR, "fetch");
	run(db, "BEGIN IMMEDIATE");
	for (clistiter *i = clist_begin(list); i != NULL; i = clist_next(i))
		store_one(message, raw, clist_content(i));
	run(db, "COMMIT");
	mailimap_fetch_list_free(list);
	mailimap_fetch_type_free(type);
	mailimap_set_free(set);
}

int
main(int argc, char **argv)
{
	sqlite3_stmt *message, *raw;

	if (argc != 6 && argc != 7)
		return 2;
	files = argv[6];
	g_mime_init();
	sqlite3 *db = open_db(argv[5], &message, &raw);
	mailimap *imap = open_mailbox(argv);
	uint32_t next = imap->imap_selection_info->sel_uidnext;
	for (uint32_t first = 1; first < next; first += BATCH)
		fetch(imap, first, db, message, raw);
	mailimap_logout(imap);
	mailimap_free(imap);
	sqlite3_finalize(message);
	sqlite3_finalize(raw);
	return sqlite3_close(db) == SQLITE_OK ? 0 : 1;
}
