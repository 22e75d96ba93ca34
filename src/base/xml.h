/*
 * xml: XML 1.0 with namespaces, read piece by piece: nothing is kept, so a document of any length needs
 * little memory.  Bytes of strangers: a document type (and with it every entity of its own) is
 * refused, and so is nesting deeper than XML_DEPTH_MAX.
 */
#ifndef BASE_XML_H
#define BASE_XML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define XML_DEPTH_MAX	32

/*
 * What is told of a document, in its order.  A name is "NAMESPACE NAME" ("DAV: href"), or the name alone
 * where it has no namespace; "attribute" holds names and values in turn and ends with NULL.  Texts are
 * UTF-8, live until the call returns, and come in as many pieces as they like.
 */
struct xml_listener {
	void	(*open)(void *context, const char *name, const char *const *attribute);
	void	(*text)(void *context, const char *bytes, size_t len);
	void	(*close)(void *context, const char *name);
	void	*context;
};

/* "listener" must live as long as the reading. */
struct xml	*xml_new(const struct xml_listener *listener);
void		 xml_free(struct xml *xml);		/* NULL is well */

/* More of the document, and its end.  ERR_INPUT with the line: no XML, cut off, or refused (see
 * above); it is said again by every later call. */
bool		 xml_add(struct xml *xml, const void *bytes, size_t len, struct err *err);
bool		 xml_end(struct xml *xml, struct err *err);

#endif
