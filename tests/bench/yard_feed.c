/*
 * yard_feed FILE: the plain writer that calendars over HTTP are held against.  Prints its port, then
 * answers whatever is asked with the file, out of memory, one connection after the other.
 */
#include <arpa/inet.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void
need(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "yard_feed: could not %s\n", what);
	exit(1);
}

static char *
read_all(const char *path, size_t *ret_len)
{
	FILE *f = fopen(path, "rb");

	need(f != NULL && fseek(f, 0, SEEK_END) == 0, "open the file");
	long len = ftell(f);
	rewind(f);
	char *bytes = malloc((size_t)len + 1);
	need(bytes != NULL && fread(bytes, 1, (size_t)len, f) == (size_t)len, "read the file");
	fclose(f);
	*ret_len = (size_t)len;
	return bytes;
}

static bool
send_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);
		if (n <= 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

/* Requests come one at a time, each in one piece or few, and have no body. */
static void
serve(int fd, const char *bytes, size_t len)
{
	char request[16384], head[128];
	size_t got = 0;
	ssize_t n;

	int head_len = snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\n"
	    "Content-Type: text/calendar\r\nContent-Length: %zu\r\n\r\n", len);
	while (got < sizeof(request) - 1 &&
	    (n = read(fd, request + got, sizeof(request) - 1 - got)) > 0) {
		got += (size_t)n;
		request[got] = '\0';
		if (strstr(request, "\r\n\r\n") == NULL)
			continue;
		got = 0;
		if (!send_all(fd, head, (size_t)head_len) || !send_all(fd, bytes, len))
			return;
	}
}

int
main(int argc, char **argv)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t address_len = sizeof(address);
	size_t len;

	need(argc == 2, "do without a file");
	signal(SIGPIPE, SIG_IGN);
	char *bytes = read_all(argv[1], &len);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	need(fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0 &&
	    listen(fd, 16) == 0 && getsockname(fd, (struct sockaddr *)&address, &address_len) == 0,
	    "listen");
	printf("%d\n", ntohs(address.sin_port));
	fflush(stdout);
	for (;;) {
		int one = accept(fd, NULL, NULL);
		if (one < 0)
			continue;
		serve(one, bytes, len);
		close(one);
	}
}
