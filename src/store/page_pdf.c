/* page_pdf: values on one line each, the template's lines by their marks. */
#include "store/page_pdf.h"

#include <string.h>

#include "base/asset.h"
#include "base/pdf_writer.h"
#include "workflow/template.h"
#include "base/banned.h"

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

/* Writes ends of lines into "text". */
static void
add_lines(struct pdf_writer *pdf, char *text)
{
	while (*text != '\0') {
		char *end = text + strcspn(text, "\n");
		bool is_last = *end == '\0';
		*end = '\0';
		add_line(pdf, text);
		text = is_last ? end : end + 1;
	}
}

bool
page_pdf(const char *template, const char *title, const struct json *values, struct str *out, struct err *err)
{
	const struct template_options options = { .escape = ESCAPE_NONE };
	const struct asset *page = asset_find(template);
	struct json *plain = one_line(values);
	struct str text = STR_INIT;

	if (page == NULL)
		BUG("no page %s", template);
	bool ok = template_render(page->bytes, plain, &options, &text, err);
	if (ok) {
		struct pdf_writer *pdf = pdf_writer_new(title);
		add_lines(pdf, text.text);
		pdf_writer_end(pdf, out);
		pdf_writer_free(pdf);
	}
	json_free(plain);
	str_clear(&text);
	return ok;
}
