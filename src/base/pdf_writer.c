/*
 * pdf_writer: pages are kept as their drawing instructions and numbered objects are written at the end, when it is
 * known how many there are: 1 the catalog, 2 the list of pages, 3 to 5 the fonts, 6 the title; then a page and its
 * instructions each.
 */
#include "base/pdf_writer.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "base/banned.h"

/* Points (1/72 inch) on letter paper. */
#define WIDTH		612
#define HEIGHT		792
#define MARGIN		54
#define FOOT		36
#define INNER		(WIDTH - 2 * MARGIN)
#define FIRST_PAGE	7		/* the number of its object */
#define RULE_WIDTH	230

enum font { FONT_PLAIN, FONT_BOLD, FONT_FIXED, FONTS };
static const char *const font_name[FONTS] = { "Helvetica", "Helvetica-Bold", "Courier" };

static const struct style {
	enum font	font;
	int		size, leading;
	int		above;		/* room before it */
	int		keep;		/* what must fit on the page below it, too */
} styles[PDF_STYLES] = {
	[PDF_TEXT] = { FONT_PLAIN, 9, 12, 2, 0 },
	[PDF_TITLE] = { FONT_BOLD, 16, 20, 0, 40 },
	[PDF_HEADING] = { FONT_BOLD, 12, 15, 12, 40 },
	[PDF_STRONG] = { FONT_BOLD, 9, 12, 6, 24 },
	[PDF_DIGEST] = { FONT_FIXED, 8, 10, 1, 0 },
};

/* Of Helvetica, in thousandths of its size, from the blank to "~"; its bold letters are a tenth wider at most. */
static const short widths[95] = {
	278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
	556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
	722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
	556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
	260, 334, 584,
};
#define WIDTH_FIXED	600
#define WIDTH_HIGH	722		/* of letters beyond ASCII: none is wider but a few signs */

struct pdf_writer {
	struct str	*page;		/* instructions of each */
	size_t		 pages, size;
	int		 y;		/* where the next line's foot stands, from below */
	struct str	 title;		/* as PDF has it */
};

static int
char_width(enum font font, unsigned char c)
{
	if (font == FONT_FIXED)
		return WIDTH_FIXED;
	int width = c >= ' ' && c <= '~' ? widths[c - ' '] : WIDTH_HIGH;
	return font == FONT_BOLD ? width * 11 / 10 : width;
}

/* In "(...)", where three characters mean more than themselves. */
static void
add_string(struct str *out, const char *text, size_t len)
{
	str_add_char(out, '(');
	for (size_t i = 0; i < len; i++) {
		if (strchr("()\\", text[i]) != NULL && text[i] != '\0')
			str_add_char(out, '\\');
		str_add_char(out, (unsigned char)text[i] < ' ' ? ' ' : text[i]);
	}
	str_add_char(out, ')');
}

static void
begin_page(struct pdf_writer *pdf)
{
	if (pdf->pages == pdf->size) {
		pdf->size = pdf->size > 0 ? pdf->size * 2 : 8;
		pdf->page = heap_resize(pdf->page, pdf->size, sizeof(*pdf->page));
	}
	pdf->page[pdf->pages++] = (struct str)STR_INIT;
	pdf->y = HEIGHT - MARGIN;
}

/* Room for a line, on this page or the next. */
static struct str *
make_room(struct pdf_writer *pdf, int points, int keep)
{
	if (pdf->y - points - keep < MARGIN)
		begin_page(pdf);
	pdf->y -= points;
	return &pdf->page[pdf->pages - 1];
}

/* How much of the text fits a line: to the last blank, or to the last letter where there is none. */
static size_t
fit(const struct style *s, const char *text)
{
	size_t blank = 0, i;
	int width = 0;

	for (i = 0; text[i] != '\0'; i++) {
		width += char_width(s->font, (unsigned char)text[i]) * s->size;
		if (width > INNER * 1000)
			return blank > 0 ? blank : i > 0 ? i : 1;
		if (text[i] == ' ')
			blank = i;
	}
	return i;
}

static void
add_line(struct pdf_writer *pdf, const struct style *s, const char *text, size_t len, int above, int keep)
{
	struct str *out = make_room(pdf, s->leading + above, keep);

	str_printf(out, "BT /F%d %d Tf %d %d Td ", (int)s->font + 1, s->size, MARGIN, pdf->y);
	add_string(out, text, len);
	str_add(out, " Tj ET\n");
}

struct pdf_writer *
pdf_writer_new(const char *title)
{
	struct pdf_writer *pdf = heap_alloc(sizeof(*pdf));

	*pdf = (struct pdf_writer){ .title = STR_INIT };
	utf8_to_cp1252(title, &pdf->title);
	begin_page(pdf);
	return pdf;
}

void
pdf_writer_free(struct pdf_writer *pdf)
{
	if (pdf == NULL)
		return;
	for (size_t i = 0; i < pdf->pages; i++)
		str_clear(&pdf->page[i]);
	free(pdf->page);
	str_clear(&pdf->title);
	free(pdf);
}

void
pdf_writer_add(struct pdf_writer *pdf, enum pdf_style style, const char *text)
{
	const struct style *s = &styles[style];
	struct str plain = STR_INIT;
	int above = s->above, keep = s->keep;

	utf8_to_cp1252(text, &plain);
	const char *p = plain.text;
	do {
		size_t len = fit(s, p);
		add_line(pdf, s, p, len, above, keep);
		for (p += len; *p == ' '; p++)
			;
		above = keep = 0;
	} while (*p != '\0');
	str_clear(&plain);
}

void
pdf_writer_add_rule(struct pdf_writer *pdf, const char *label)
{
	const struct style *s = &styles[PDF_TEXT];
	struct str plain = STR_INIT;

	utf8_to_cp1252(label, &plain);
	add_line(pdf, s, plain.text, plain.len, 18, 0);
	str_printf(&pdf->page[pdf->pages - 1], "0.5 w %d %d m %d %d l S\n", MARGIN + 70, pdf->y - 2,
	    MARGIN + 70 + RULE_WIDTH, pdf->y - 2);
	str_clear(&plain);
}

/* "Title, page 1 of 3" */
static void
add_foot(const struct pdf_writer *pdf, size_t i)
{
	struct str text = STR_INIT, *out = &pdf->page[i];

	str_printf(&text, "%s, page %zu of %zu", pdf->title.text, i + 1, pdf->pages);
	str_printf(out, "BT /F1 8 Tf %d %d Td ", MARGIN, FOOT);
	add_string(out, text.text, text.len);
	str_add(out, " Tj ET\n");
	str_clear(&text);
}

static void
add_fixed_objects(const struct pdf_writer *pdf, struct str *out, size_t base, size_t *at)
{
	at[1] = out->len - base;
	str_add(out, "1 0 obj\n<< /Type /Catalog /Pages 2 0 R /Lang (en) >>\nendobj\n");
	at[2] = out->len - base;
	str_printf(out, "2 0 obj\n<< /Type /Pages /MediaBox [0 0 %d %d] /Resources << /Font << /F1 3 0 R /F2 4 0 R /F3 5 0 R "
	    ">> >> /Count %zu /Kids [", WIDTH, HEIGHT, pdf->pages);
	for (size_t i = 0; i < pdf->pages; i++)
		str_printf(out, " %zu 0 R", FIRST_PAGE + 2 * i);
	str_add(out, " ] >>\nendobj\n");
	for (size_t i = 0; i < FONTS; i++) {
		at[3 + i] = out->len - base;
		str_printf(out, "%zu 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>\n"
		    "endobj\n", 3 + i, font_name[i]);
	}
	at[6] = out->len - base;
	str_add(out, "6 0 obj\n<< /Producer (Credence) /Title ");
	add_string(out, pdf->title.text, pdf->title.len);
	str_add(out, " >>\nendobj\n");
}

void
pdf_writer_end(struct pdf_writer *pdf, struct str *out)
{
	size_t objects = FIRST_PAGE + 2 * pdf->pages, base = out->len;
	struct arena a = ARENA_INIT;
	size_t *at = arena_array(&a, objects, sizeof(*at));

	str_add(out, "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n");
	add_fixed_objects(pdf, out, base, at);
	for (size_t i = 0; i < pdf->pages; i++) {
		size_t page = FIRST_PAGE + 2 * i;
		add_foot(pdf, i);
		at[page] = out->len - base;
		str_printf(out, "%zu 0 obj\n<< /Type /Page /Parent 2 0 R /Contents %zu 0 R >>\nendobj\n", page, page + 1);
		at[page + 1] = out->len - base;
		str_printf(out, "%zu 0 obj\n<< /Length %zu >>\nstream\n", page + 1, pdf->page[i].len);
		str_add_bytes(out, pdf->page[i].text, pdf->page[i].len);
		str_add(out, "endstream\nendobj\n");
	}
	size_t xref = out->len - base;
	str_printf(out, "xref\n0 %zu\n0000000000 65535 f \n", objects);
	for (size_t i = 1; i < objects; i++)
		str_printf(out, "%010zu 00000 n \n", at[i]);
	str_printf(out, "trailer\n<< /Size %zu /Root 1 0 R /Info 6 0 R >>\nstartxref\n%zu\n%%%%EOF\n", objects, xref);
	arena_clear(&a);
}
