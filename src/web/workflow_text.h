/* workflow_text: what the two editors share (workflow_edit.c, letter_edit.c): files of the data folder, and a version
 * published from what was typed. */
#ifndef WEB_WORKFLOW_TEXT_H
#define WEB_WORKFLOW_TEXT_H

#include "store/publication.h"
#include "web/request.h"

/* Where the workflow's file is, or is to be written. */
const char	*workflow_text_path(const struct request *r, const struct published *workflow);

/* What the file says now; "otherwise" where there is none. */
bool		 workflow_text_load(const struct request *r, const char *path, size_t bytes_max,
		    const char *otherwise, const char **ret_text, struct err *err);

/* The version (publication->row gets its number), its row in the audit log with those words, and the file together: when
 * one fails, none is there. */
bool		 workflow_text_publish(struct request *r, struct publication *publication, const char *path,
		    const char *detail, struct err *err);

#endif
