/*
 * demo: what the files of "credence demo" share.  The spreadsheets, the story and the world's mails
 * stand in config/demo/; all of it is played with the program's own commands.
 * Nobody but cmd/demo*.c includes this.
 */
#ifndef CMD_DEMO_H
#define CMD_DEMO_H

#include "cmd/cmd.h"
#include "store/story.h"
#include "workflow/workday.h"

#define DEMO_DAYS	30	/* of history */

/* What a step waits for, besides its time of day. */
enum demo_when { WHEN_DAY, WHEN_AFTER_STEP, WHEN_AFTER_LETTER };

struct demo_step {
	int		 line;			/* in config/demo/story.yaml */
	enum demo_when	 when;
	int64_t		 days;			/* from the last day; or working days after */
	const char	*letter;		/* WHEN_AFTER_LETTER: its name in the workflow */
	int32_t		 at_sec;		/* wall time, seconds since midnight */
	const char	*who, *does;		/* what a person enters; NULL: a mail comes in */
	const char	*mail;			/* config/demo/mail/MAIL.eml */
	const char	*from, *subject, *text;	/* subject NULL: answers our letter */
};

struct demo_scene {
	int		 line;
	struct story_case about;		/* workflow NULL: about no case */
	struct demo_step *step;
	size_t		 steps;
};

struct demo_story {
	struct demo_scene *scene;
	size_t		 scenes;
	size_t		 size;			/* room of the array, while it is read */
};

/* The demo while it is made. */
struct demo {
	struct app	*app;
	const char	*folder;
	const struct workday_calendar *calendar;
	int32_t		 first_day, last_day;	/* of the month */
};

/* demo_story.c: the built-in story in the app's arena.  ERR_SYSTEM with its first mistake. */
bool	demo_story_read(struct app *app, struct demo_story *ret_story, struct err *err);

/* demo_data.c: adds the text with days like "today-36mo+75" written out. */
void	demo_add_dated(const char *text, size_t len, int32_t last_day, struct str *out);
/* Gives the practice duties of its own, in its catalog: read the settings after that. */
bool	demo_write_duties(struct demo *demo, struct err *err);
/* Writes the spreadsheets into the folder and imports them, as they were when the month began. */
bool	demo_import(struct demo *demo, int64_t at_ms, struct err *err);
/* The same with one of them: config/demo/SHEET.csv. */
bool	demo_import_sheet(struct demo *demo, const char *kind, const char *sheet, const char *who,
	    int64_t at_ms, struct err *err);

/* demo_papers.c: makes the folder, and in it the files that a list of papers names. */
bool	demo_write_papers(const char *list, const char *folder, struct err *err);

/* demo_mail.c: lays a mail of the world into the inbox.  "letter" is what it answers; NULL: nothing. */
bool	demo_mail_arrives(struct demo *demo, const struct demo_step *step,
	    const struct story_letter *letter, int64_t case_id, int64_t at_ms, struct arena *a,
	    struct err *err);

/* demo_play.c: the month, day by day, up to the app's now. */
bool	demo_play(struct demo *demo, const struct demo_story *story, struct err *err);

/* The app as a person (or the program itself, "demo") uses it at that time, with its own arena. */
struct app demo_app(const struct demo *demo, const char *who, int64_t at_ms, struct arena *a);

#endif
