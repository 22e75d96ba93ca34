/* edit_form: what forms share in which a text is edited, or sent as it was shown: whether it is still the one that the
 * page was made from, why it is changed, and what is wrong with it. */
#ifndef WEB_EDIT_FORM_H
#define WEB_EDIT_FORM_H

#include "base/json.h"
#include "base/problem.h"
#include "web/request.h"

/* Tells a text from any other: what a form says that it was made from. */
const char	*edit_form_tag(const struct request *r, const char *text);

/* Why the form's note cannot stand for why something is changed ("Nothing was published: ..."); NULL: it can. */
const char	*edit_form_note(const struct request *r, const char *done, const char **ret_note);

/* [{"line","column","other","text","is_error"}]; "other": of which file it is said, null for the one at "path". */
struct json	*edit_form_problems(const struct problems *problems, const char *path);

#endif
