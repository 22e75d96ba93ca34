/*
 * xlsx_book: which sheets a workbook has and where they lie, which styles are days, the shared texts.
 * Each part has its listener; namespaces are not looked at, since the strict and the usual kind of file
 * differ in nothing else here.
 */
#include "base/xlsx_inside.h"

#include <stdlib.h>
#include <string.h>

#include "base/xlsx.h"
#include "base/zip.h"
#include "base/banned.h"

#define PIECE_BYTES	65536

struct reading {
	struct book	*book;
	const char	*refused;
	/* styles: formats of their own, and whether we are in the list of cell styles */
	struct { int id; bool is_day; } format[1024];
	size_t		 formats;
	bool		 in_cell_styles;
	/* shared texts */
	struct str	 text;
	int		 phonetic;
	bool		 in_text;
};

const char *
book_local(const char *name)
{
	const char *blank = strrchr(name, ' ');

	return blank != NULL ? blank + 1 : name;
}

const char *
book_attribute(const char *const *attribute, const char *name)
{
	for (; attribute[0] != NULL; attribute += 2)
		if (strcmp(book_local(attribute[0]), name) == 0)
			return attribute[1];
	return NULL;
}

static bool
read_part(struct zip *z, struct xml *xml, const char *const *refused, struct err *err)
{
	char *piece = heap_alloc(PIECE_BYTES);
	size_t len = 1;
	bool ok = true;

	while (ok && len > 0) {
		ok = zip_read(z, piece, PIECE_BYTES, &len, err) && xml_add(xml, piece, len, err);
		if (ok && *refused != NULL)
			ok = fail(err, ERR_INPUT, "%s", *refused);
	}
	free(piece);
	return ok && xml_end(xml, err);
}

bool
book_part(const char *path, const char *name, const struct xml_listener *listener,
    const char *const *refused, struct err *err)
{
	struct zip *z;

	if (!zip_open(path, name, &z, err))
		return false;
	struct xml *xml = xml_new(listener);
	bool ok = read_part(z, xml, refused, err);
	xml_free(xml);
	zip_close(z);
	return ok;
}

static void
ignore_text(void *context, const char *bytes, size_t len)
{
	(void)context, (void)bytes, (void)len;
}

static void
ignore_close(void *context, const char *name)
{
	(void)context, (void)name;
}

static bool
is_yes(const char *word)
{
	return text_equal(word, "1") || text_equal(word, "true");
}

static void
open_workbook(void *context, const char *name, const char *const *attribute)
{
	struct reading *r = context;
	struct book *b = r->book;
	const char *local = book_local(name), *sheet = book_attribute(attribute, "name");
	const char *relation = book_attribute(attribute, "id"), *state = book_attribute(attribute, "state");

	if (strcmp(local, "workbookPr") == 0)
		b->is_1904 = is_yes(book_attribute(attribute, "date1904"));
	if (strcmp(local, "sheet") != 0 || sheet == NULL || relation == NULL || b->sheets == SHEETS_MAX)
		return;
	b->sheet[b->sheets++] = (struct book_sheet){ arena_strdup(&b->arena, sheet),
	    arena_strdup(&b->arena, relation), state != NULL && strcmp(state, "visible") != 0 };
}

static void
open_relation(void *context, const char *name, const char *const *attribute)
{
	struct reading *r = context;
	struct book *b = r->book;
	const char *id = book_attribute(attribute, "Id"), *target = book_attribute(attribute, "Target");

	if (strcmp(book_local(name), "Relationship") != 0 || id == NULL || target == NULL ||
	    b->targets == SHEETS_MAX)
		return;
	b->target[b->targets++] = (struct book_target){ arena_strdup(&b->arena, id), target[0] == '/' ?
	    arena_strdup(&b->arena, target + 1) : arena_printf(&b->arena, "xl/%s", target) };
}

/* A format with a day or year in it, outside of quotes and brackets: "m/d/yyyy", "[$-409]d-mmm". */
static bool
is_day_format(const char *format)
{
	for (; *format != '\0'; format++) {
		if (*format == '\\' && format[1] != '\0')
			format++;
		else if (*format == '"')
			format += 1 + strcspn(format + 1, "\"");
		else if (*format == '[')
			format += strcspn(format, "]");
		else if (strchr("dDyY", *format) != NULL)
			return true;
		if (*format == '\0')
			break;
	}
	return false;
}

/* The formats that have no words in the file (ECMA-376 part 1, 18.8.30). */
static bool
is_builtin_day(int id)
{
	return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
}

static bool
format_is_day(const struct reading *r, int id)
{
	for (size_t i = 0; i < r->formats; i++)
		if (r->format[i].id == id)
			return r->format[i].is_day;
	return is_builtin_day(id);
}

static void
open_style(void *context, const char *name, const char *const *attribute)
{
	struct reading *r = context;
	struct book *b = r->book;
	const char *local = book_local(name), *id = book_attribute(attribute, "numFmtId");
	const char *format = book_attribute(attribute, "formatCode");
	int number = id != NULL ? (int)strtol(id, NULL, 10) : 0;

	if (strcmp(local, "cellXfs") == 0)
		r->in_cell_styles = true;
	else if (strcmp(local, "numFmt") == 0 && format != NULL && r->formats < LEN(r->format)) {
		r->format[r->formats].id = number;
		r->format[r->formats++].is_day = is_day_format(format);
	} else if (strcmp(local, "xf") == 0 && r->in_cell_styles && b->styles < STYLES_MAX)
		b->style_is_day[b->styles++] = format_is_day(r, number);
}

static void
close_style(void *context, const char *name)
{
	struct reading *r = context;

	if (strcmp(book_local(name), "cellXfs") == 0)
		r->in_cell_styles = false;
}

/* <si><t>text</t></si>, <si><r>...<t>rich </t></r> ...</si>; what <rPh> holds is how it is spoken. */
static void
open_shared(void *context, const char *name, const char *const *attribute)
{
	struct reading *r = context;
	const char *local = book_local(name);
	(void)attribute;

	r->phonetic += strcmp(local, "rPh") == 0;
	r->in_text = strcmp(local, "t") == 0 && r->phonetic == 0;
	if (strcmp(local, "si") == 0)
		str_truncate(&r->text, 0);
}

static void
text_shared(void *context, const char *bytes, size_t len)
{
	struct reading *r = context;

	if (r->in_text && r->refused == NULL)
		str_add_bytes(&r->text, bytes, len);
	if (r->text.len > XLSX_SHARED_BYTES_MAX)
		r->refused = "one text is too long";
}

static void
keep_shared(struct reading *r)
{
	struct book *b = r->book;

	b->shared_bytes += r->text.len + 1 + sizeof(char *);
	if (b->shared_bytes > XLSX_SHARED_BYTES_MAX) {
		r->refused = "its texts need too much memory. Save the sheet as CSV";
		return;
	}
	if (b->shared_count == b->shared_room) {
		b->shared_room = b->shared_room == 0 ? 1024 : b->shared_room * 2;
		b->shared = heap_resize(b->shared, b->shared_room, sizeof(*b->shared));
	}
	b->shared[b->shared_count++] = arena_strndup(&b->arena, r->text.text, r->text.len);
}

static void
close_shared(void *context, const char *name)
{
	struct reading *r = context;
	const char *local = book_local(name);

	r->phonetic -= strcmp(local, "rPh") == 0;
	r->in_text = false;
	if (strcmp(local, "si") == 0 && r->refused == NULL)
		keep_shared(r);
}

/* A part that may be missing: a workbook without texts has none of them. */
static bool
read_optional(const char *path, const char *name, const struct xml_listener *listener,
    const struct reading *r, struct err *err)
{
	struct err why = ERR_INIT;

	if (book_part(path, name, listener, &r->refused, &why) || why.kind == ERR_MISSING)
		return true;
	if (err != NULL)
		*err = why;
	return false;
}

static bool
read_parts(const char *path, struct reading *r, struct err *err)
{
	const struct xml_listener workbook = { open_workbook, ignore_text, ignore_close, r };
	const struct xml_listener relations = { open_relation, ignore_text, ignore_close, r };
	const struct xml_listener styles = { open_style, ignore_text, close_style, r };
	const struct xml_listener shared = { open_shared, text_shared, close_shared, r };

	return book_part(path, "xl/workbook.xml", &workbook, &r->refused, err) &&
	    book_part(path, "xl/_rels/workbook.xml.rels", &relations, &r->refused, err) &&
	    read_optional(path, "xl/styles.xml", &styles, r, err) &&
	    read_optional(path, "xl/sharedStrings.xml", &shared, r, err);
}

bool
book_read(const char *path, struct book *book, struct err *err)
{
	struct reading *r = heap_alloc(sizeof(*r));

	*book = (struct book){ .arena = ARENA_INIT };
	*r = (struct reading){ .book = book, .text = STR_INIT };
	book->sheet = arena_array(&book->arena, SHEETS_MAX, sizeof(*book->sheet));
	book->target = arena_array(&book->arena, SHEETS_MAX, sizeof(*book->target));
	book->style_is_day = arena_array(&book->arena, STYLES_MAX, sizeof(*book->style_is_day));
	bool ok = read_parts(path, r, err);
	str_clear(&r->text);
	free(r);
	return ok;
}

void
book_clear(struct book *book)
{
	free(book->shared);
	arena_clear(&book->arena);
}
