/* xml: expat behind three calls. */
#include "base/xml.h"

#include <expat.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/banned.h"

#define PIECE_BYTES_MAX	((size_t)1 << 30)	/* expat counts in int */

struct xml {
	XML_Parser			 parser;
	const struct xml_listener	*listener;
	int				 depth;
	struct err			 err;		/* of kind ERR_NONE while all is well */
};

/* The first mistake counts; expat is told to stop. */
static void
refuse(struct xml *xml, const char *what)
{
	if (xml->err.kind == ERR_NONE)
		fail(&xml->err, ERR_INPUT, "line %lu: %s",
		    (unsigned long)XML_GetCurrentLineNumber(xml->parser), what);
	XML_StopParser(xml->parser, XML_FALSE);
}

static void
on_open(void *context, const XML_Char *name, const XML_Char **attribute)
{
	struct xml *xml = context;

	if (++xml->depth > XML_DEPTH_MAX)
		refuse(xml, "elements within elements, too deep");
	else
		xml->listener->open(xml->listener->context, name, (const char *const *)attribute);
}

static void
on_text(void *context, const XML_Char *bytes, int len)
{
	struct xml *xml = context;

	xml->listener->text(xml->listener->context, bytes, (size_t)len);
}

static void
on_close(void *context, const XML_Char *name)
{
	struct xml *xml = context;

	xml->depth--;
	xml->listener->close(xml->listener->context, name);
}

static void
on_doctype(void *context, const XML_Char *name, const XML_Char *system_id,
    const XML_Char *public_id, int has_subset)
{
	(void)name, (void)system_id, (void)public_id, (void)has_subset;
	refuse(context, "a document type is not taken");
}

struct xml *
xml_new(const struct xml_listener *listener)
{
	struct xml *xml = heap_alloc(sizeof(*xml));

	*xml = (struct xml){ .listener = listener, .parser = XML_ParserCreateNS(NULL, ' ') };
	if (xml->parser == NULL)
		BUG("no memory for reading XML");
	XML_SetUserData(xml->parser, xml);
	XML_SetElementHandler(xml->parser, on_open, on_close);
	XML_SetCharacterDataHandler(xml->parser, on_text);
	XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
	return xml;
}

void
xml_free(struct xml *xml)
{
	if (xml == NULL)
		return;
	XML_ParserFree(xml->parser);
	free(xml);
}

static bool
parse(struct xml *xml, const char *bytes, size_t len, bool is_last, struct err *err)
{
	if (xml->err.kind == ERR_NONE &&
	    XML_Parse(xml->parser, bytes, (int)len, is_last) != XML_STATUS_OK)
		refuse(xml, XML_ErrorString(XML_GetErrorCode(xml->parser)));
	return xml->err.kind == ERR_NONE || fail(err, xml->err.kind, "%s", xml->err.text);
}

bool
xml_add(struct xml *xml, const void *bytes, size_t len, struct err *err)
{
	const char *p = bytes;

	while (len > 0) {
		size_t piece = len < PIECE_BYTES_MAX ? len : PIECE_BYTES_MAX;
		if (!parse(xml, p, piece, false, err))
			return false;
		p += piece;
		len -= piece;
	}
	return true;
}

bool
xml_end(struct xml *xml, struct err *err)
{
	return parse(xml, "", 0, true, err);
}
