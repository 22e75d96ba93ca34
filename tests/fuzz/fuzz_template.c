/* fuzz_template: any text as a template over a few values: filled, or refused with its line. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "workflow/template.h"

#define OUT_MAX (64 << 20)

static const char values[] = "{\"a\": \"x\", \"b\": {\"c\": [1, 2, {\"d\": null}]}, \"e\": true, \"f\": []}";

static void
ignore(void *context, const char *name, int line)
{
	(void)context;
	if (name == NULL || line < 1)
		abort();
}

int	LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct template_options options = { .escape = ESCAPE_NONE };
	struct arena a = ARENA_INIT;
	struct json *data;

	if (!json_parse(values, strlen(values), &data, NULL))
		abort();
	const char *text = arena_strndup(&a, (const char *)bytes, len);
	for (int strict = 0; strict <= 1; strict++) {
		struct str out = STR_INIT;
		struct err err = ERR_INIT;
		options.strict = strict;
		if (!template_render(text, data, &options, &out, &err) && err.text[0] == '\0')
			abort();
		if (out.len > OUT_MAX)
			abort();
		str_clear(&out);
	}
	template_names(text, ignore, NULL, NULL);
	json_free(data);
	arena_clear(&a);
	return 0;
}
