/*
 * yard_disk FILE COUNT: how many times a second this disk takes a small write that is surely there:
 * one page at the end of a file, and fdatasync(), as the log of a database grows.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/clock.h"

int
main(int argc, char **argv)
{
	static char page[4096];

	if (argc != 3)
		return 2;
	long count = strtol(argv[2], NULL, 10);
	int fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC, 0600);
	double start = seconds();
	for (long i = 0; i < count; i++) {
		memset(page, (int)i, sizeof(page));
		if (write(fd, page, sizeof(page)) != sizeof(page) || fdatasync(fd) != 0) {
			perror(argv[1]);
			return 1;
		}
	}
	printf("%.1f\n", (double)count / (seconds() - start));
	close(fd);
	return unlink(argv[1]) == 0 ? 0 : 1;
}
