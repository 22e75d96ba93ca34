/*
 * piece: a large file that comes by several forms, so that what arrived before a break need not be sent again.  The
 * sender gives it a key and says from where on a piece is; we say how far we are.  What is not finished waits
 * for a day after its last piece, sealed, in documents/.parts, also while the server is started anew; then nothing is
 * left of it as soon as another file comes.
 */
#ifndef WEB_PIECE_H
#define WEB_PIECE_H

#include "store/document_file.h"
#include "web/request.h"

#define PIECE_BYTES_MAX	(256 * 1024)
#define PIECE_FORM_MAX	(PIECE_BYTES_MAX + 16384)	/* with its other fields */

struct pieces;

/* "folder": the data folder, where those of before are found; shift_ms: of our clock against the system's. */
struct pieces	*pieces_new(const char *folder, int64_t shift_ms);
void		 pieces_free(struct pieces *pieces);	/* NULL is well */

/* Takes the piece that is r->body by the form's key, name, size and at, for that owner. */
struct piece_answer {
	int64_t			 at;		/* how far the file is; 0: we know nothing of it */
	bool			 is_taken;	/* false: a piece from "at" on is wanted */
	bool			 is_done;	/* the file is whole, not synchronized yet: */
	const char		*name;
	struct document_file	 file;
};
bool		 pieces_take(struct pieces *pieces, struct request *r, int64_t owner, struct piece_answer *ret_answer,
		    struct err *err);

/* How far the file with that key is. */
int64_t		 pieces_at(const struct pieces *pieces, int64_t owner, const char *key);

#endif
