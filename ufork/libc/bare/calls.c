/* The calls of the system that need no kernel, and the answer of the others. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <ushell/sys.h>
#include <ushell/bare.h>

enum { TICKS = 10000000 }; /* of mtime in a second */

long __sys_getpid(void) { return 1; }
long __sys_getppid(void) { return 0; }
long __sys_sched_yield(void) { return 0; }

/* The three descriptors there are lead to the console. */
long __sys_fstat(int fd, struct stat *st)
{
	if (fd < 0 || fd > 2)
		return -EBADF;
	memset(st, 0, sizeof *st);
	st->st_mode = S_IFCHR | 0620;
	st->st_nlink = 1;
	st->st_blksize = 1024;
	return 0;
}

long __sys_lseek(int fd, long off, int whence) { return fd < 0 || fd > 2 ? -EBADF : -ESPIPE; }
long __sys_close(int fd) { return fd < 0 || fd > 2 ? -EBADF : 0; }

/* All clocks are mtime, which begins with the machine. */
long __sys_clock_gettime(int clock, struct timespec *time)
{
	unsigned long now = __bare_time();

	if (clock < 0 || clock > CLOCK_THREAD_CPUTIME_ID)
		return -EINVAL;
	time->tv_sec = (time_t)(now / TICKS);
	time->tv_nsec = (long)(now % TICKS * (1000000000 / TICKS));
	return 0;
}

long __sys_nanosleep(const struct timespec *time, struct timespec *rest)
{
	unsigned long end;

	if (time->tv_sec < 0 || time->tv_nsec < 0 || time->tv_nsec >= 1000000000)
		return -EINVAL;
	end = __bare_time() + (unsigned long)time->tv_sec * TICKS +
	      ((unsigned long)time->tv_nsec + 1000000000 / TICKS - 1) / (1000000000 / TICKS);
	__bare_clint[0] = end;
	while (__bare_time() < end)
		__bare_wait();
	__bare_clint[0] = ~0ul;
	if (rest != NULL)
		rest->tv_sec = rest->tv_nsec = 0;
	return 0;
}

/* The seed of the generator. A loader may put another one here. */
unsigned long __bare_seed = 0x75666f726b;

/* SplitMix64 (Steele, Lea, Flood). */
static unsigned long next_random(void)
{
	unsigned long x = __bare_seed += 0x9e3779b97f4a7c15ul;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ul;
	x = (x ^ x >> 27) * 0x94d049bb133111ebul;
	return x ^ x >> 31;
}

long __sys_getrandom(void *s, size_t n, unsigned flags)
{
	char *p = s;
	unsigned long x = 0;

	for (size_t i = 0; i < n; i++, x >>= 8) {
		if (i % 8 == 0)
			x = next_random();
		p[i] = (char)x;
	}
	return (long)n;
}

long __sys_uname(struct utsname *name)
{
	memset(name, 0, sizeof *name);
	strcpy(name->sysname, "ushell");
	strcpy(name->nodename, "bare");
	strcpy(name->release, "1");
	strcpy(name->version, "no kernel");
	strcpy(name->machine, "riscv64y");
	return 0;
}

/* What only a kernel can do. */
long __sys_fork(void) { return -ENOSYS; }
long __sys_sigsuspend(const unsigned long *mask) { return -ENOSYS; }
long __sys_wait4(int pid, int *status, int options, struct rusage *usage) { return -ENOSYS; }
long __sys_execve(const char *path, char *const argv[], char *const env[]) { return -ENOSYS; }
long __sys_open(const char *path, int flags, int mode) { return -ENOSYS; }
long __sys_dup(int fd) { return -ENOSYS; }
long __sys_dup2(int fd, int to) { return -ENOSYS; }
long __sys_pipe(int fds[2]) { return -ENOSYS; }
long __sys_fcntl(int fd, int command, uintptr_t arg) { return -ENOSYS; }
long __sys_mprotect(void *p, size_t n, int prot) { return -ENOSYS; }
