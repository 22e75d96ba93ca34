/*
 * confine: in this order, because each step needs what the next one takes away: descriptors, limits,
 * no new privileges, Landlock (where the kernel has it), the system call filter.
 *
 * The address sanitizer maps terabytes and makes system calls of its own: in its builds memory is
 * not limited and the filter is left out.
 */
#include "mail/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/banned.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* What a parser in memory needs, and reading and writing of the one descriptor. */
static const int allowed[] = {
	SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(close), SCMP_SYS(brk), SCMP_SYS(munmap),
	SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(clock_gettime),
	SCMP_SYS(getrandom), SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn),
	SCMP_SYS(rt_sigprocmask), SCMP_SYS(lseek), SCMP_SYS(fstat), SCMP_SYS(newfstatat),
};

static bool
keep_one(int fd, struct err *err)
{
	int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (nowhere < 0)
		return fail_errno(err, "could not open /dev/null");
	/* A library's complaint about a stranger's bytes is nobody's business. */
	for (int i = 0; i <= 2; i++)
		if (!(SANITIZED && i == 2) && dup2(nowhere, i) < 0)
			return fail_errno(err, "could not close the descriptors");
	if ((fd != CONFINED_FD && dup2(fd, CONFINED_FD) < 0) ||
	    close_range(CONFINED_FD + 1, ~0U, 0) != 0)
		return fail_errno(err, "could not close the descriptors");
	return true;
}

static bool
limit(struct err *err)
{
	static const struct { int what; rlim_t soft, hard; } limits[] = {
		{ RLIMIT_CORE, 0, 0 },
		{ RLIMIT_FSIZE, 0, 0 },
		{ RLIMIT_CPU, CONFINED_CPU_SECONDS, CONFINED_CPU_SECONDS + 1 },
		{ RLIMIT_AS, CONFINED_MEMORY_BYTES, CONFINED_MEMORY_BYTES },
	};

	for (size_t i = 0; i < LEN(limits); i++) {
		const struct rlimit r = { limits[i].soft, limits[i].hard };
		if (SANITIZED && limits[i].what == RLIMIT_AS)
			continue;
		if (setrlimit(limits[i].what, &r) != 0)
			return fail_errno(err, "could not limit the reader");
	}
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
	    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
		return fail_errno(err, "could not lock the reader up");
	return true;
}

/* An optional layer: kernels without it have the filter. */
static bool
no_files(struct err *err)
{
	const struct landlock_ruleset_attr all = {
		.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1,
	};

	if (syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) <= 0)
		return true;
	int ruleset = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
	if (ruleset < 0 || syscall(SYS_landlock_restrict_self, ruleset, 0) != 0)
		return fail_errno(err, "could not take the files from the reader");
	close(ruleset);
	return true;
}

/* Memory may be mapped, but neither files nor code. */
static int
add_rules(scmp_filter_ctx filter)
{
	int bad = 0;

	for (size_t i = 0; i < LEN(allowed); i++)
		bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
	bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
	    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
	    SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS));
	bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
	    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	bad |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOENT), SCMP_SYS(openat), 0);
	return bad;
}

static bool
filter_calls(struct err *err)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);

	if (filter == NULL)
		return fail(err, ERR_SYSTEM, "could not make the reader's system call filter");
	bool ok = add_rules(filter) == 0 && seccomp_load(filter) == 0;
	seccomp_release(filter);
	return ok || fail(err, ERR_SYSTEM, "could not load the reader's system call filter");
}

bool
confine(int fd, struct err *err)
{
	return keep_one(fd, err) && limit(err) && no_files(err) && (SANITIZED || filter_calls(err));
}
