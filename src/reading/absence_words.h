/* absence_words: what automatic answers say, in many languages; for absence.c alone.  Texts are folded. */
#ifndef READING_ABSENCE_WORDS_H
#define READING_ABSENCE_WORDS_H

#include <stdbool.h>

/* The subject begins as a program's does.  "alone": nothing else is in it; "apart": nothing, or what is answered
 * ("Automatic reply: ...", "Automatic reply to ..."); else a person may ask about such answers ("Automatic reply feature"). */
bool	absence_machine_subject(const char *folded, bool *ret_alone, bool *ret_apart);

/* It begins with the absence: "Out of office".  "alone": nothing else is in it, or "Re:" and the
 * subject that is answered; "apart": what else is in it stands behind a sign, as programs put it ("Away: Status"), and
 * does not go on as a person does ("Out of office on Thursday"). */
bool	absence_subject(const char *folded, bool *ret_alone, bool *ret_apart);

/* The text says of itself that a program answers, or only that it is such an answer. */
bool	absence_calls_itself(const char *folded);

/* It tells of absence, or of the receipt of a message, somewhere. */
bool	absence_in_subject(const char *folded);
bool	receipt_in_subject(const char *folded);

bool	absence_in_text(const char *folded);

/* It says of itself that a program answers this message. */
bool	absence_declares_itself(const char *folded);

/* It asks the sender to prove that he is one. */
bool	absence_challenges(const char *folded);

#endif
