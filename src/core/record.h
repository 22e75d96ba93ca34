/*
 * record: the nouns that people keep (provider, payer, location, credential, enrollment, contact,
 * document, party, agreement, background) as tables of fields: what each is called in the database and in spreadsheets, of what
 * type it is, whether it must be there, what finds the same record again.  The import, "NOUN add"
 * and "NOUN set" all read these tables.  Rows are written by store/record.h.
 */
#ifndef CORE_RECORD_H
#define CORE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "core/catalog.h"

enum field_type {
	FIELD_TEXT, FIELD_DAY, FIELD_INT, FIELD_BOOL,
	FIELD_IDENTIFIER,		/* "kind" says which, see core/identifier.h */
	FIELD_CHOICE,			/* one of "choices" */
	FIELD_CREDENTIAL_TYPE,		/* a key of the catalog */
	FIELD_PROVIDER, FIELD_PAYER, FIELD_LOCATION,	/* of another record, see below */
};

/* Flags */
#define FIELD_KEY	1		/* part of the natural key */
#define FIELD_REQUIRED	2		/* a record cannot be added without it */
#define FIELD_SECRET	4		/* stored sealed; never shown in messages, lists or the audit log */
#define FIELD_DERIVED	8		/* computed by store/record from other fields, not to be given */
#define FIELD_FROM	32		/* a day; a month alone means its first one */
#define FIELD_UNTIL	64		/* a day; a month alone means its last one, "present" that it goes on */
#define FIELD_PAST	16		/* a day that has passed: two digits of a year mean the past */

struct record_field {
	const char	*name;		/* the word in "NOUN set ID WORD=VALUE" */
	const char	*column;	/* of the table; NULL: in no column, see store/record.c */
	enum field_type	 type;
	int		 flags;
	const char	*detail;	/* kind of identifier; choices "active,current|left"; NULL */
	const char	*empty;		/* what the row has while nothing is known; NULL: NULL */
	const char	*headings;	/* what spreadsheets call it, in the words of core/heading.h */
};

struct record_kind {
	const char		*name;		/* "provider": the table, too */
	const char		*plural;	/* "providers": the word of "import" */
	const struct record_field *field;
	size_t			 fields;
};

const struct record_kind  *record_kind_find(const char *name_or_plural);	/* NULL when unknown */
const struct record_kind  *record_kind_list(size_t i);				/* NULL after the last */
const char		  *record_article(const struct record_kind *kind);	/* "a", "an" */
/* By name; fails with the nearest name as advice. */
const struct record_field *record_field_find(const struct record_kind *kind, const char *name,
	    struct err *err);
/* Where the field stands in its kind: the index of its value in a record. */
size_t	record_field_index(const struct record_kind *kind, const char *name);

#define RECORD_NO_FIELD	SIZE_MAX

/*
 * A record as it is about to be written.  Each field has a text: NULL leaves the field as it is, ""
 * empties it, else its normal form ("2027-03-31", "IL", "1", a key of the catalog).  A field of
 * another record has a provider's NPI, a payer's or location's name, or (typed by a person) an id.
 */
struct record {
	const struct record_kind *kind;
	const char		**value;	/* one a field, in the kind's order */
	const struct catalog	*catalog;
	int32_t			 today_day;
	bool			 is_import;	/* numbers are no ids; an empty cell changes nothing */
	const bool		*keeps;		/* fields in which a value that is there stays; NULL: none */
	size_t			 fault;		/* the field that a failure was about; else RECORD_NO_FIELD */
	struct arena		*arena;
};

/* All fields untouched. */
void	record_init(struct record *r, const struct record_kind *kind, const struct catalog *catalog,
	    int32_t today_day, struct arena *a);
void	record_clear(struct record *r);		/* untouched again */

/* Reads what a person wrote; ERR_INPUT says what is wrong with it and what would be right. */
bool	record_assign(struct record *r, const char *name, const char *text, struct err *err);
bool	record_assign_at(struct record *r, size_t i, const char *text, struct err *err);

const char *record_value(const struct record *r, const char *name);	/* NULL, "" or the value */

/* A type of the catalog by key, label, or another word that people use for it; NULL when unknown. */
const struct credential_type *record_type_find(const struct catalog *c, const char *word);

/* The months after which a payer of this kind looks at a provider again, where its own rule says so:
 * Medicare and Medicaid after five years (42 CFR 424.515, 455.414).  NULL: as the row has it, three. */
const char *record_usual_months(const char *payer_kind);

/* For a record that is to be added: is all there that must be? */
bool	record_complete(const struct record *r, struct err *err);

#endif
