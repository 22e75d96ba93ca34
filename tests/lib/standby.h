/*
 * standby: the program, begun once for all commands of the tests.  To begin it anew costs more than most commands do: a
 * hundred libraries are brought in.  Here each command runs in a fork of a process that has them (standby.c); what a
 * test calls is a small program (call.c) that hands over its arguments, folder, environment, limits and open files,
 * passes signals on, and ends as the command ended.
 *
 * Over a Unix socket, a connection for each command: a call_head with the open files, then call_head.bytes of words
 * (argv, then the environment), each ended by a NUL.  The answer: its process id, then its status as waitpid() has it.
 */
#ifndef LIB_STANDBY_H
#define LIB_STANDBY_H

#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#define CALL_FILES_MAX	64
#define CALL_FILE_MAX	255		/* the highest number that is looked at; a shell's <(...) is 63 */
#define CALL_SOCKET	"STANDBY"	/* in the environment: where the socket lies; absent: the program itself is begun */

struct call_head {
	uint32_t	 bytes, argc, envc;
	uint32_t	 files;			/* the first is the folder; then as "file" says */
	int32_t		 file[CALL_FILES_MAX];	/* under which number the command has it open */
	mode_t		 umask;
	struct rlimit	 limit[RLIM_NLIMITS];
};

#endif
