/*
 * pdf_writer: Pango breaks paragraphs into lines, Cairo writes the pages.  It is drawn twice: what stands under each
 * page needs to know how many there are.
 */
#include "base/pdf_writer.h"

#include <pango/pangocairo.h>
#include <cairo-pdf.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/utf8.h"
#include "base/banned.h"

/* Points (1/72 inch) on letter paper. */
#define WIDTH		612
#define HEIGHT		792
#define MARGIN		54
#define FOOT		36
#define RULE_AT		(MARGIN + 70)
#define RULE_WIDTH	230
#define RULE_ABOVE	18

static const struct style {
	const char	*font;
	int		leading;
	int		above;		/* room before it */
	int		keep;		/* what must fit on the page below it, too */
} styles[PDF_STYLES] = {
	[PDF_TEXT] = { "Sans 9px", 12, 2, 0 },
	[PDF_TITLE] = { "Sans Bold 16px", 20, 0, 40 },
	[PDF_HEADING] = { "Sans Bold 12px", 15, 12, 40 },
	[PDF_STRONG] = { "Sans Bold 9px", 12, 6, 24 },
	[PDF_DIGEST] = { "Monospace 8px", 10, 1, 0 },
};

struct paragraph {
	enum pdf_style	 style;
	bool		 is_rule;
	const char	*text;
};

struct pdf_writer {
	struct arena	 arena;
	const char	*title;
	struct paragraph *paragraph;
	size_t		 count, size;
};

/* One turn over all paragraphs. */
struct drawing {
	const struct pdf_writer *pdf;
	cairo_t		*cairo;
	PangoLayout	*layout;
	int		 y;		/* where the last line's foot stands, from above */
	int		 page, pages;	/* how many there are, from the turn before: 0 at first */
};

/* UTF-8 that can be seen, on one line. */
static const char *
shown(const char *text, struct arena *a)
{
	struct str clean = STR_INIT, out = STR_INIT;

	utf8_clean(text, strlen(text), &clean);
	str_add_shown(&out, clean.text);
	const char *kept = arena_strdup(a, out.text);
	str_clear(&clean);
	str_clear(&out);
	return kept;
}

struct pdf_writer *
pdf_writer_new(const char *title)
{
	struct pdf_writer *pdf = heap_alloc(sizeof(*pdf));

	*pdf = (struct pdf_writer){ .arena = ARENA_INIT };
	pdf->title = shown(title, &pdf->arena);
	return pdf;
}

void
pdf_writer_free(struct pdf_writer *pdf)
{
	if (pdf == NULL)
		return;
	arena_clear(&pdf->arena);
	free(pdf->paragraph);
	free(pdf);
}

static void
add(struct pdf_writer *pdf, enum pdf_style style, bool is_rule, const char *text)
{
	if (pdf->count == pdf->size) {
		pdf->size = pdf->size > 0 ? pdf->size * 2 : 64;
		pdf->paragraph = heap_resize(pdf->paragraph, pdf->size, sizeof(*pdf->paragraph));
	}
	pdf->paragraph[pdf->count++] = (struct paragraph){ style, is_rule, shown(text, &pdf->arena) };
}

void
pdf_writer_add(struct pdf_writer *pdf, enum pdf_style style, const char *text)
{
	add(pdf, style, false, text);
}

void
pdf_writer_add_rule(struct pdf_writer *pdf, const char *label)
{
	add(pdf, PDF_TEXT, true, label);
}

static void
set_text(struct drawing *d, enum pdf_style style, const char *text)
{
	PangoFontDescription *font = pango_font_description_from_string(styles[style].font);

	pango_layout_set_font_description(d->layout, font);
	pango_font_description_free(font);
	pango_layout_set_text(d->layout, text, -1);
}

static void
draw_line(struct drawing *d, int line, int y)
{
	cairo_move_to(d->cairo, MARGIN, y);
	pango_cairo_show_layout_line(d->cairo, pango_layout_get_line_readonly(d->layout, line));
}

/* "Title, page 1 of 3" */
static void
end_page(struct drawing *d)
{
	struct str text = STR_INIT;

	str_printf(&text, "%s, page %d of %d", d->pdf->title, d->page, d->pages);
	set_text(d, PDF_TEXT, text.text);
	draw_line(d, 0, HEIGHT - FOOT);
	cairo_show_page(d->cairo);
	str_clear(&text);
}

static void
begin_page(struct drawing *d)
{
	d->page++;
	d->y = MARGIN;
}

static void
draw_paragraph(struct drawing *d, const struct paragraph *p)
{
	const struct style *s = &styles[p->style];
	int above = p->is_rule ? RULE_ABOVE : s->above, keep = s->keep;

	set_text(d, p->style, p->text);
	for (int i = 0; i < pango_layout_get_line_count(d->layout); i++) {
		if (d->y + above + s->leading + keep > HEIGHT - MARGIN) {
			end_page(d);
			begin_page(d);
			set_text(d, p->style, p->text);
		}
		d->y += above + s->leading;
		draw_line(d, i, d->y);
		above = keep = 0;
	}
	if (p->is_rule) {
		cairo_move_to(d->cairo, RULE_AT, d->y + 2);
		cairo_rel_line_to(d->cairo, RULE_WIDTH, 0);
		cairo_stroke(d->cairo);
	}
}

static cairo_status_t
keep_bytes(void *out, const unsigned char *bytes, unsigned int len)
{
	str_add_bytes(out, (const char *)bytes, len);
	return CAIRO_STATUS_SUCCESS;
}

/* Returns how many pages it took. */
static int
draw(const struct pdf_writer *pdf, int pages, struct str *out)
{
	cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(keep_bytes, out, WIDTH, HEIGHT);
	struct drawing d = { .pdf = pdf, .cairo = cairo_create(surface), .pages = pages };

	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, pdf->title);
	/* None: it would be the clock's, and the page says itself of when it is. */
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
	cairo_set_line_width(d.cairo, 0.5);
	d.layout = pango_cairo_create_layout(d.cairo);
	pango_layout_set_width(d.layout, (WIDTH - 2 * MARGIN) * PANGO_SCALE);
	pango_layout_set_wrap(d.layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_single_paragraph_mode(d.layout, TRUE);
	begin_page(&d);
	for (size_t i = 0; i < pdf->count; i++)
		draw_paragraph(&d, &pdf->paragraph[i]);
	end_page(&d);
	cairo_surface_finish(surface);
	if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
		BUG("Cairo: %s", cairo_status_to_string(cairo_surface_status(surface)));
	g_object_unref(d.layout);
	cairo_destroy(d.cairo);
	cairo_surface_destroy(surface);
	return d.page;
}

void
pdf_writer_end(struct pdf_writer *pdf, struct str *out)
{
	struct str first = STR_INIT;
	int pages = draw(pdf, 0, &first);

	str_clear(&first);
	draw(pdf, pages, out);
}
