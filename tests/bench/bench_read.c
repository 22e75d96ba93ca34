/*
 * bench_read: 10,000 mixed messages read and classified, against GMime parsing the same bytes and
 * doing nothing with them.  The messages are those of tests/corpus/mail/NAME.mails, again and again.
 * One core, no network, no child: what a message costs.
 */
#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/str.h"
#include "bench/clock.h"
#include "mail/library.h"
#include "mail/mime.h"

#define MESSAGES	10000
#define SAMPLES_MAX	2000
#define FILE_BYTES_MAX	(16u << 20)
#define ROUNDS		5
#define RATIO_MIN	0.5

static struct { const char *bytes; size_t len; } samples[SAMPLES_MAX];
static size_t count;

static void
die(const char *what)
{
	fprintf(stderr, "bench_read: %s\n", what);
	exit(1);
}

/* "@@@ name", a line of what is expected, the message. */
static void
load(const char *top, const char *class)
{
	static struct arena a;
	struct str file = STR_INIT;
	struct err err = ERR_INIT;

	if (!file_read(arena_printf(&a, "%s/tests/corpus/mail/%s.mails", top, class), FILE_BYTES_MAX,
	    &file, &err))
		die(err.text);
	const char *end = file.text + file.len;	/* never freed: the samples are in it */
	for (const char *p = file.text; p < end && count < SAMPLES_MAX;) {
		const char *bytes = strchr(strchr(p, '\n') + 1, '\n') + 1;
		const char *next = memmem(bytes, (size_t)(end - bytes), "\n@@@ ", 5);
		samples[count].bytes = bytes;
		samples[count++].len = (size_t)((next != NULL ? next + 1 : end) - bytes);
		p = next != NULL ? next + 1 : end;
	}
}

static double
bare(void)
{
	double start = seconds();

	for (size_t i = 0; i < MESSAGES; i++) {
		GMimeStream *stream = g_mime_stream_mem_new_with_buffer(samples[i % count].bytes,
		    samples[i % count].len);
		GMimeParser *parser = g_mime_parser_new_with_stream(stream);
		GMimeMessage *m = g_mime_parser_construct_message(parser, NULL);
		if (m == NULL)
			die("GMime reads no message");
		g_object_unref(m);
		g_object_unref(parser);
		g_object_unref(stream);
	}
	return seconds() - start;
}

static double
ours(void)
{
	struct arena a = ARENA_INIT;
	struct err err = ERR_INIT;
	struct mail_reading reading;
	double start = seconds();

	for (size_t i = 0; i < MESSAGES; i++) {
		if (!mime_classify(samples[i % count].bytes, samples[i % count].len, "team@elm.example", &a,
		    &reading, &err))
			die(err.text);
		arena_reset(&a);
	}
	double took = seconds() - start;
	arena_clear(&a);
	return took;
}

int
main(void)
{
	static const char *const classes[] = { "bounces", "auto_replies", "replies", "ordinary" };
	const char *top = getenv("TOP");
	double best_bare = 1e9, best_ours = 1e9;

	for (size_t i = 0; i < LEN(classes); i++)
		load(top != NULL ? top : ".", classes[i]);
	library_init();
	/* The best of several rounds: other work on the machine slows either down, never up. */
	for (int i = 0; i < ROUNDS; i++) {
		double bare_time = bare(), our_time = ours();
		best_bare = bare_time < best_bare ? bare_time : best_bare;
		best_ours = our_time < best_ours ? our_time : best_ours;
	}
	double ratio = best_bare / best_ours;
	printf("messages read and classified\t%.0f/s\t%.0f/s parsed by GMime alone; at least half\t%.2f\t%s\n",
	    MESSAGES / best_ours, MESSAGES / best_bare, ratio, ratio >= RATIO_MIN ? "ok" : "missed");
	return 0;
}
