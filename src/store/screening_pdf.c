/*
 * screening_pdf: the page of a month on paper.  templates/screening_proof.txt says what stands in which line, and each
 * of its lines begins with a mark; so values are put on one line first, and no reason or name can make a line of
 * its own, as a signature would be.
 */
#include "store/screening_page.h"

#include <string.h>

#include "base/asset.h"
#include "base/pdf_writer.h"
#include "base/str.h"
#include "workflow/template.h"
#include "base/banned.h"

#define PAGE	"src/web/templates/screening_proof.txt"

static struct json *
one_line(const struct json *json)
{
	struct json *copy, *value;
	const char *key;

	switch (json_kind_of(json)) {
	case JSON_IS_OBJECT:
		copy = json_new_object();
		for (size_t i = 0; json_entry(json, i, &key, &value); i++)
			json_set(copy, key, one_line(value));
		return copy;
	case JSON_IS_ARRAY:
		copy = json_new_array();
		for (size_t i = 0; i < json_count(json); i++)
			json_push(copy, one_line(json_at(json, i)));
		return copy;
	case JSON_IS_TEXT: {
		struct str text = STR_INIT;
		for (const char *p = json_as_text(json); *p != '\0'; p++)
			str_add_char(&text, (unsigned char)*p < ' ' ? ' ' : *p);
		copy = json_new_text(text.text);
		str_clear(&text);
		return copy;
	}
	default:
		return json_duplicate(json);
	}
}

static void
add_line(struct pdf_writer *pdf, const char *line)
{
	static const struct { const char *mark; enum pdf_style style; } marks[] = {
		{ "# ", PDF_TITLE }, { "## ", PDF_HEADING }, { "* ", PDF_STRONG }, { "= ", PDF_DIGEST }, { ". ", PDF_TEXT },
	};

	if (text_starts(line, "_ ")) {
		pdf_writer_add_rule(pdf, line + 2);
		return;
	}
	for (size_t i = 0; i < LEN(marks); i++)
		if (text_starts(line, marks[i].mark))
			pdf_writer_add(pdf, marks[i].style, line + strlen(marks[i].mark));
}

bool
screening_page_pdf(const struct json *proof, struct str *out, struct err *err)
{
	const struct template_options options = { .escape = ESCAPE_NONE };
	const struct asset *page = asset_find(PAGE);
	struct str text = STR_INIT, title = STR_INIT;
	struct json *plain = one_line(proof);

	if (page == NULL)
		BUG("no page " PAGE);
	bool ok = template_render(page->bytes, plain, &options, &text, err);
	if (ok) {
		str_printf(&title, "%s, exclusion screening %s", json_get_text(plain, "org"), json_get_text(plain, "month"));
		struct pdf_writer *pdf = pdf_writer_new(title.text);
		char *rest = text.text;
		while (*rest != '\0') {
			char *end = rest + strcspn(rest, "\n");
			bool is_last = *end == '\0';
			*end = '\0';
			add_line(pdf, rest);
			rest = is_last ? end : end + 1;
		}
		pdf_writer_end(pdf, out);
		pdf_writer_free(pdf);
	}
	json_free(plain);
	str_clear(&text);
	str_clear(&title);
	return ok;
}
