/*
 * charset: conversion by GMime's iconv.
 * Latin 1 is read as Windows-1252, as all mail programs do; so is what claims to be ASCII and is not.
 */
#include "mail/charset.h"

#include <errno.h>
#include <gmime/gmime.h>
#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "base/banned.h"

#define REPLACEMENT	"\xef\xbf\xbd"

static bool
is_one_of(const char *charset, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal_nocase(charset, names[i]))
			return true;
	return false;
}

/* What mail calls a character set, and what iconv does: names of its own, and supersets of what is used
 * beyond its limits. */
static const char *
iconv_name(const char *charset)
{
	static const struct { const char *mail, *iconv; } names[] = {
		{ "unicode-1-1-utf-7", "utf-7" }, { "gb2312", "gb18030" }, { "gbk", "gb18030" },
		{ "x-gbk", "gb18030" }, { "gb_2312-80", "gb18030" }, { "ks_c_5601-1987", "cp949" },
		{ "ks_c_5601", "cp949" }, { "euc-kr", "cp949" }, { "shift_jis", "cp932" },
		{ "shift-jis", "cp932" }, { "x-sjis", "cp932" }, { "sjis", "cp932" },
		{ "windows-31j", "cp932" }, { "iso-8859-8-i", "iso-8859-8" }, { "iso-8859-8-e", "iso-8859-8" },
		{ "win-1251", "windows-1251" }, { "cp-1251", "windows-1251" }, { "x-cp1251", "windows-1251" },
		{ "x-mac-roman", "macintosh" }, { "cp-850", "ibm850" }, { "x-big5", "big5" },
	};

	for (size_t i = 0; i < LEN(names); i++)
		if (text_equal_nocase(charset, names[i].mail))
			return names[i].iconv;
	return charset;
}

/* What cannot be converted becomes U+FFFD. */
static void
convert(iconv_t cd, const char *bytes, size_t len, struct str *out)
{
	char *in = (char *)(uintptr_t)bytes;
	char buffer[4096];

	while (len > 0) {
		char *to = buffer;
		size_t room = sizeof(buffer);
		size_t n = iconv(cd, &in, &len, &to, &room);
		str_add_bytes(out, buffer, sizeof(buffer) - room);
		if (n != (size_t)-1 || errno == E2BIG)
			continue;
		str_add(out, REPLACEMENT);
		if (errno != EILSEQ)
			break;
		in++;
		len--;
	}
}

void
charset_to_utf8(const char *charset, const char *bytes, size_t len, struct str *out)
{
	static const char *const utf8[] = { "utf-8", "utf8" };
	static const char *const latin[] = { "iso-8859-1", "latin1", "us-ascii", "ascii",
		"windows-1252", "cp1252", "iso8859-1", "ansi_x3.4-1968", "ansi_x3.110-1983", "x-unknown",
		"unknown-8bit", "default" };
	struct str raw = STR_INIT;

	bool is_utf8 = charset != NULL && is_one_of(charset, utf8, LEN(utf8));
	bool is_latin = charset == NULL || is_one_of(charset, latin, LEN(latin));
	iconv_t cd = is_utf8 || is_latin ? (iconv_t)-1 : 
	    g_mime_iconv_open("UTF-8", iconv_name(charset));
	if (cd != (iconv_t)-1) {
		convert(cd, bytes, len, &raw);
		g_mime_iconv_close(cd);
	} else if (is_utf8 || utf8_valid(bytes, len)) {
		str_add_bytes(&raw, bytes, len);
	} else {
		utf8_from_cp1252(bytes, len, &raw);
	}
	str_unify_lines(&raw);
	utf8_clean(raw.text, raw.len, out);
	str_clear(&raw);
}

void
charset_open_all(void)
{
	static const char *const names[] = {
		"iso-8859-1", "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6",
		"iso-8859-7", "iso-8859-8", "iso-8859-9", "iso-8859-10", "iso-8859-13", "iso-8859-14",
		"iso-8859-15", "iso-8859-16", "windows-1250", "windows-1251", "windows-1252",
		"windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257",
		"windows-1258", "koi8-r", "koi8-u", "iso-2022-jp", "shift_jis", "euc-jp", "euc-kr",
		"iso-2022-kr", "gb2312", "gbk", "gb18030", "big5", "big5-hkscs", "utf-16", "utf-16le",
		"utf-16be", "utf-32", "utf-7", "tis-620", "macintosh", "ibm850", "cp932", "cp949",
	};
	/* Never closed: that is what they are for. */
	static iconv_t open_ones[LEN(names)];

	for (size_t i = 0; i < LEN(names); i++)
		if (open_ones[i] == NULL)
			open_ones[i] = g_mime_iconv_open("UTF-8", names[i]);
}
