/*
 * many: the program, begun once for many commands.  To begin it anew costs more than most commands do:
 * a hundred libraries are brought in.  Here each command runs in a fork of a process that has them.
 *
 * With arguments it is the program itself, which its own children need.  Without, standard input holds
 * commands: how many arguments, then the arguments, each ended by a NUL.  A command finds no standard
 * input, writes into the files "many.out" and "many.err" here, and is answered by its status on a line.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int	credence_main(int, char **);	/* main() of src/main.c, which is built in under this name */

static char *
next_word(FILE *in)
{
	char *word = NULL;
	size_t size = 0;

	if (getdelim(&word, &size, '\0', in) < 0) {
		free(word);
		return NULL;
	}
	return word;
}

/* NULL at the end; a command that is cut off is none. */
static char **
next_command(FILE *in, int *ret_argc)
{
	static char name[] = "credence";
	char *count = next_word(in);
	int n = count == NULL ? -1 : atoi(count);
	char **argv = n < 0 ? NULL : calloc((size_t)n + 2, sizeof(*argv));

	free(count);
	if (argv == NULL)
		return NULL;
	argv[0] = name;
	for (int i = 1; i <= n; i++)
		if ((argv[i] = next_word(in)) == NULL)
			exit(1);
	*ret_argc = n + 1;
	return argv;
}

static void
become(int fd, const char *path, int flags)
{
	int opened = open(path, flags | O_CLOEXEC, 0600);

	if (opened < 0 || dup2(opened, fd) < 0)
		_exit(125);
	close(opened);
}

/* As a shell counts: 128 and the signal for one that was killed. */
static int
run(int argc, char **argv)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		become(STDIN_FILENO, "/dev/null", O_RDONLY);
		become(STDOUT_FILENO, "many.out", O_WRONLY | O_CREAT | O_TRUNC);
		become(STDERR_FILENO, "many.err", O_WRONLY | O_CREAT | O_TRUNC);
		exit(credence_main(argc, argv));
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return 126;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int
main(int argc, char **argv)
{
	FILE *in;

	if (argc > 1)
		return credence_main(argc, argv);
	if ((in = fdopen(dup(STDIN_FILENO), "re")) == NULL)
		return 1;
	while ((argv = next_command(in, &argc)) != NULL) {
		printf("%d\n", run(argc, argv));
		fflush(stdout);
		for (int i = 1; i < argc; i++)
			free(argv[i]);
		free(argv);
	}
	return 0;
}
