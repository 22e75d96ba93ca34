/* test_document_file: bytes come back as they were put in, or not at all; what a file is, its bytes say. */
#include "unit/unit.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/seal_stream.h"
#include "store/document_file.h"
#include "store/folder.h"

#define BYTES_MAX	(64 << 20)

static char folder[64];
static struct arena arena = ARENA_INIT;

static int
set_up(void **state)
{
	struct err err = ERR_INIT;
	(void)state;

	snprintf(folder, sizeof(folder), "/tmp/credence-test-XXXXXX");
	return mkdtemp(folder) != NULL &&
	    file_write(path_join(&arena, folder, "secret.key"), "a secret", 8, 0600, &err) ? 0 : -1;
}

static int
tear_down(void **state)
{
	(void)state;
	folder_remove(folder);
	arena_clear(&arena);
	return 0;
}

static const char *
path_of(const char *name)
{
	return path_join(&arena, path_join(&arena, folder, "documents"), name);
}

/* In pieces of so many bytes. */
static struct document_file
keep(const char *bytes, size_t len, size_t step)
{
	struct document_file file = { .bytes = -1 };
	struct document_writer *w;
	struct err err = ERR_INIT;

	assert_true(document_writer_open(folder, BYTES_MAX, &w, &err));
	for (size_t at = 0; at < len; at += step)
		assert_true(document_writer_add(w, bytes + at, len - at < step ? len - at : step, &err));
	assert_true(document_writer_end(w, &file, &err));
	assert_true(document_files_sync(folder, &file, 1, &err));
	return file;
}

static bool
collect(void *out, const void *bytes, size_t len, struct err *err)
{
	(void)err;
	str_add_bytes(out, bytes, len);
	return true;
}

static void
refused(const char *sha256, enum err_kind kind)
{
	struct err err = ERR_INIT;

	assert_false(document_file_read(folder, sha256, NULL, NULL, &err));
	assert_int_equal(err.kind, kind);
}

static void
comes_back(void **state)
{
	static const size_t sizes[] = { 0, 1, 511, 512, SEAL_PIECE_BYTES - 1, SEAL_PIECE_BYTES,
		SEAL_PIECE_BYTES + 1, 3 * SEAL_PIECE_BYTES, 20 << 20 };
	(void)state;

	for (size_t i = 0; i < LEN(sizes); i++) {
		char *bytes = heap_alloc(sizes[i] + 1), want[HASH_TEXT_BYTES];
		struct str out = STR_INIT;
		struct err err = ERR_INIT;
		for (size_t j = 0; j < sizes[i]; j++)
			bytes[j] = (char)(j * 31 + i);
		struct document_file file = keep(bytes, sizes[i], 10007);
		assert_string_equal(file.sha256, hash_text(bytes, sizes[i], want));
		assert_int_equal(file.bytes, sizes[i]);
		assert_true(document_file_read(folder, file.sha256, collect, &out, &err));
		assert_int_equal(out.len, sizes[i]);
		assert_true(sizes[i] == 0 || memcmp(out.text, bytes, out.len) == 0);
		str_clear(&out);
		free(bytes);
	}
}

/* Twice the same bytes are one file, and nothing else is left lying about. */
static void
is_kept_once(void **state)
{
	struct err err = ERR_INIT;
	struct document_writer *w;
	struct stat one, two;
	int entries = 0;
	(void)state;

	struct document_file file = keep("%PDF-1.7 x", 10, 10);
	assert_int_equal(stat(path_of(file.sha256), &one), 0);
	assert_int_equal(one.st_mode & 0777, 0600);
	keep("%PDF-1.7 x", 10, 3);
	assert_int_equal(stat(path_of(file.sha256), &two), 0);
	assert_int_equal(one.st_ino, two.st_ino);
	assert_true(document_writer_open(folder, 4, &w, &err));
	assert_true(document_writer_add(w, "1234", 4, &err));
	assert_false(document_writer_add(w, "5", 1, &err));
	assert_int_equal(err.kind, ERR_INPUT);
	document_writer_drop(w);
	document_writer_drop(NULL);

	DIR *d = opendir(path_of(""));
	for (struct dirent *e; (e = readdir(d)) != NULL;)
		entries += e->d_name[0] == '.';
	closedir(d);
	assert_int_equal(entries, 2);		/* "." and ".." */
}

static void
write_over(const char *path, const char *bytes, size_t len)
{
	struct err err = ERR_INIT;

	assert_true(file_write(path, bytes, len, 0600, &err));
}

/* Each byte changed, each length cut off, one added, one piece of two: refused, and healed by keeping it again. */
static void
damage_is_seen(void **state)
{
	struct document_file file = keep("a short note", 12, 12), long_file;
	struct str good = STR_INIT;
	struct err err = ERR_INIT;
	char *bytes = heap_alloc(2 * SEAL_PIECE_BYTES);
	(void)state;

	const char *path = path_of(file.sha256);
	assert_true(file_read(path, 1000, &good, &err));
	assert_null(strstr(good.text + SEAL_STREAM_HEAD_BYTES, "note"));
	for (size_t i = 0; i < good.len; i++) {
		good.text[i] ^= 4;
		write_over(path, good.text, good.len);
		refused(file.sha256, ERR_INPUT);
		good.text[i] ^= 4;
		write_over(path, good.text, i);
		refused(file.sha256, ERR_INPUT);
	}
	str_add(&good, "x");
	write_over(path, good.text, good.len);
	refused(file.sha256, ERR_INPUT);
	keep("a short note", 12, 12);
	assert_true(document_file_read(folder, file.sha256, NULL, NULL, &err));

	memset(bytes, 'b', 2 * SEAL_PIECE_BYTES);
	long_file = keep(bytes, 2 * SEAL_PIECE_BYTES, 4096);
	str_truncate(&good, 0);
	assert_true(file_read(path_of(long_file.sha256), 1 << 20, &good, &err));
	write_over(path_of(long_file.sha256), good.text, good.len - SEAL_PIECE_BYTES - SEAL_PIECE_MORE);
	refused(long_file.sha256, ERR_INPUT);
	/* A whole file under the name of another. */
	write_over(path, good.text, good.len);
	refused(file.sha256, ERR_INPUT);
	assert_int_equal(unlink(path), 0);
	refused(file.sha256, ERR_MISSING);
	free(bytes);
	str_clear(&good);
}

static void
another_key_opens_nothing(void **state)
{
	struct document_file file = keep("only here", 9, 9);
	const char *key = path_join(&arena, folder, "secret.key");
	struct err err = ERR_INIT;
	(void)state;

	write_over(key, "b secret", 8);
	refused(file.sha256, ERR_INPUT);
	write_over(key, "a secret", 8);
	assert_true(document_file_read(folder, file.sha256, NULL, NULL, &err));
	assert_int_equal(unlink(key), 0);
	assert_false(document_file_read(folder, file.sha256, NULL, NULL, &err));
	write_over(key, "a secret", 8);
}

static void
is_saved_whole_or_not(void **state)
{
	struct document_file file = keep("to be saved", 11, 11);
	const char *to = path_join(&arena, folder, "saved.txt");
	struct str out = STR_INIT;
	struct err err = ERR_INIT;
	(void)state;

	assert_true(document_file_save(folder, file.sha256, to, &err));
	assert_true(file_read(to, 100, &out, &err));
	assert_string_equal(out.text, "to be saved");
	assert_false(document_file_save(folder, file.sha256, to, &err));
	assert_int_equal(err.kind, ERR_CONFLICT);
	assert_int_equal(unlink(to), 0);
	write_over(path_of(file.sha256), "sealed1\n", 8);
	assert_false(document_file_save(folder, file.sha256, to, &err));
	assert_false(file_exists(to));
	str_clear(&out);
}

#define FILE_OF(bytes, type, is_aside)	{ bytes, sizeof(bytes) - 1, type, is_aside }
#define ZIP(name)	"PK\3\4\24\0\6\0\10\0" "12345678901234567890" name

static const struct { const char *bytes; size_t len; const char *type; bool is_aside; } contents[] = {
	FILE_OF("%PDF-1.4\n", "application/pdf", false),
	FILE_OF("%PDF", "text/plain", false),
	FILE_OF("\x89PNG\r\n\x1a\n...", "image/png", false),
	FILE_OF("\xff\xd8\xff\xe0", "image/jpeg", false),
	FILE_OF("II*\0....", "image/tiff", false),
	FILE_OF(ZIP("[Content_Types].xml"), "application/vnd.openxmlformats-officedocument", false),
	FILE_OF(ZIP("licence.pdf"), "application/zip", true),
	FILE_OF("123456789012345678901234567890word/", "text/plain", false),
	FILE_OF("MZ\x90\0", "application/vnd.microsoft.portable-executable", true),
	FILE_OF("\x7f" "ELF\2", "application/x-elf", true),
	FILE_OF("#!/bin/sh\n", "text/x-script", true),
	FILE_OF("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage", true),
	FILE_OF("  <!DOCTYPE HTML><p>", "text/html", true),
	FILE_OF("\xef\xbb\xbf<svg onload=x>", "text/html", true),
	FILE_OF("Dear Dr. B\xc3\xa9la,\r\n", "text/plain", false),
	FILE_OF("cut in the middle \xc3", "text/plain", false),
	FILE_OF("a\0b", "application/octet-stream", false),
	FILE_OF("\xfe\xfe\xfe\xfe", "application/octet-stream", false),
	FILE_OF("RIFF1234WEBP", "image/webp", false),
	FILE_OF("12345678WEBP", "text/plain", false),
	FILE_OF("", "text/plain", false),
};

static void
bytes_say_what_it_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(contents); i++) {
		struct content_type is = content_type_find(contents[i].bytes, contents[i].len);
		if (strcmp(is.type, contents[i].type) != 0 || (is.aside != NULL) != contents[i].is_aside)
			fail_test("%zu: %s, not %s", i, is.type, contents[i].type);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_back), cmocka_unit_test(is_kept_once),
		cmocka_unit_test(damage_is_seen), cmocka_unit_test(another_key_opens_nothing),
		cmocka_unit_test(is_saved_whole_or_not), cmocka_unit_test(bytes_say_what_it_is),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
