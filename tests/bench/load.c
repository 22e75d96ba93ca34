/*
 * load PORT PATH CONNECTIONS REQUESTS [LAST]: asks a server on loopback for a page again and again over so
 * many connections at once; "%d" in the path counts from 1 to LAST.  Each connection is made, and asks once, before the
 * clock starts: people's browsers keep theirs.  Prints requests per second, the median and the 99th percentile in
 * milliseconds, and the bytes of the last answer.  Each answer must be a 200.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HEAD_MAX	65536

struct line {
	int	 fd;
	bool	 is_waiting;		/* for an answer */
	double	 began;
	char	 head[HEAD_MAX];
	size_t	 got, want;		/* want: head and body; 0: not known yet */
	char	*body;
};

static struct sockaddr_in address;
static const char *path;
static long asked, answered, requests, last = 1, bytes;
static double *took;

static void
need(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "load: could not %s: %s\n", what, strerror(errno));
	exit(1);
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void
ask(struct line *l)
{
	const char *number = strstr(path, "%d");
	char request[1024];
	int len;

	if (l->fd < 0) {
		l->fd = socket(AF_INET, SOCK_STREAM, 0);
		need(l->fd >= 0 && connect(l->fd, (struct sockaddr *)&address, sizeof(address)) == 0, "connect");
	}
	if (number != NULL)
		len = snprintf(request, sizeof(request), "GET %.*s%ld%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n",
		    (int)(number - path), path, asked % last + 1, number + 2, ntohs(address.sin_port));
	else
		len = snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", path,
		    ntohs(address.sin_port));
	asked++;
	l->began = now();
	l->got = l->want = 0;
	l->is_waiting = true;
	need(write(l->fd, request, (size_t)len) == len, "ask");
}

static void
read_head(struct line *l)
{
	char *end = strstr(l->head, "\r\n\r\n"), *length;

	if (end == NULL)
		return;
	need(strncmp(l->head, "HTTP/1.", 7) == 0 && strncmp(l->head + 9, "200", 3) == 0, "get a page");
	length = strcasestr(l->head, "\r\ncontent-length:");
	need(length != NULL, "find the length");
	bytes = strtol(length + 17, NULL, 10);
	l->want = (size_t)(end + 4 - l->head) + (size_t)bytes;
}

static void
done(struct line *l)
{
	took[answered++] = now() - l->began;
	l->is_waiting = false;
	if (strcasestr(l->head, "\r\nconnection: close") != NULL) {
		close(l->fd);
		l->fd = -1;
	}
	if (asked < requests)
		ask(l);
}

static void
hear(struct line *l)
{
	static char rest[262144];
	bool in_head = l->want == 0 && l->got < HEAD_MAX - 1;
	ssize_t n = in_head ? read(l->fd, l->head + l->got, HEAD_MAX - 1 - l->got) :
	    read(l->fd, rest, sizeof(rest));

	need(n > 0, "read an answer");
	l->got += (size_t)n;
	if (in_head) {
		l->head[l->got] = '\0';
		read_head(l);
	}
	if (l->want != 0 && l->got >= l->want)
		done(l);
}

static int
by_time(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* So many requests over those connections.  Returns how long all took, in milliseconds. */
static double
run(struct line *lines, struct pollfd *fds, long count, long wanted)
{
	double began = now();

	requests = wanted;
	asked = answered = 0;
	for (long i = 0; i < count && asked < requests; i++)
		ask(&lines[i]);
	while (answered < requests) {
		for (long i = 0; i < count; i++)
			fds[i] = (struct pollfd){ .fd = lines[i].is_waiting ? lines[i].fd : -1, .events = POLLIN };
		need(poll(fds, (nfds_t)count, 60000) > 0, "wait for an answer");
		for (long i = 0; i < count; i++)
			if (fds[i].revents != 0)
				hear(&lines[i]);
	}
	return now() - began;
}

int
main(int argc, char **argv)
{
	need(argc == 5 || argc == 6, "do without PORT PATH CONNECTIONS REQUESTS");
	long count = strtol(argv[3], NULL, 10);
	struct line *lines = calloc((size_t)count, sizeof(*lines));
	struct pollfd *fds = calloc((size_t)count, sizeof(*fds));
	address = (struct sockaddr_in){ .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	    .sin_port = htons((uint16_t)strtol(argv[1], NULL, 10)) };
	path = argv[2];
	long wanted = strtol(argv[4], NULL, 10);
	if (argc == 6)
		last = strtol(argv[5], NULL, 10);
	took = calloc((size_t)(wanted > count ? wanted : count), sizeof(*took));
	need(lines != NULL && fds != NULL && took != NULL, "remember");
	for (long i = 0; i < count; i++)
		lines[i].fd = -1;
	run(lines, fds, count, count);
	double all = run(lines, fds, count, wanted);
	qsort(took, (size_t)requests, sizeof(*took), by_time);
	printf("%.1f %.3f %.3f %ld\n", (double)requests * 1e3 / all, took[requests / 2],
	    took[requests * 99 / 100], bytes);
	return 0;
}
