/*
 * enclose: the bytes of documents put into a letter while it is sent.  What is stored of a letter has a line
 * "=document N SHA256" where the base64 of that file goes: documents are sealed on the disk, and a copy in the
 * clear has no place in the database.  No other line of a letter begins so: in quoted-printable and base64 a "="
 * at the beginning of a line is never followed by a small letter, in a header neither.  The same letter and the
 * same documents give the same bytes, each time.
 */
#ifndef MAIL_ENCLOSE_H
#define MAIL_ENCLOSE_H

#include "base/err.h"
#include "base/str.h"

#define ENCLOSE_MARK	"=document "

/* Whether there is anything to put in. */
bool	enclose_is_needed(const char *bytes, size_t len);

/* Adds the whole message to out.  "folder": the data folder.  ERR_MISSING, ERR_INPUT: a document is not there or
 * not whole (store/document_file.h); out has a part then. */
bool	enclose(const char *folder, const char *bytes, size_t len, struct str *out, struct err *err);

#endif
