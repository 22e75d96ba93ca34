/* csv_write: cells with commas between, CRLF behind. */
#include "base/csv_write.h"

#include "base/banned.h"

void
csv_add_cell(struct str *out, const struct json *value)
{
	struct str text = STR_INIT;

	switch (json_kind_of(value)) {
	case JSON_IS_NULL:
		break;
	case JSON_IS_TEXT:
		str_add_csv(out, json_as_text(value));
		break;
	case JSON_IS_BOOL:
		str_add(out, json_as_bool(value) ? "yes" : "no");
		break;
	case JSON_IS_NUMBER:
		json_print(value, out);
		break;
	case JSON_IS_ARRAY:
	case JSON_IS_OBJECT:
		json_print(value, &text);
		str_add_csv(out, text.text);
		break;
	}
	str_clear(&text);
}

static void
add_line(struct str *out, const struct json *row, const char *without, bool heads)
{
	struct json *value;
	const char *key;
	bool begun = false;

	for (size_t i = 0; json_entry(row, i, &key, &value); i++) {
		if (text_equal(key, without))
			continue;
		if (begun)
			str_add_char(out, ',');
		begun = true;
		if (heads)
			str_add_csv(out, key);
		else
			csv_add_cell(out, value);
	}
	str_add(out, "\r\n");
}

void
csv_add_heads(struct str *out, const struct json *row, const char *without)
{
	add_line(out, row, without, true);
}

void
csv_add_row(struct str *out, const struct json *row, const char *without)
{
	add_line(out, row, without, false);
}

void
csv_add_texts(struct str *out, const char *const *text, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		str_add(out, i > 0 ? "," : "");
		str_add_csv(out, text[i]);
	}
	str_add(out, "\r\n");
}
