// copies: system calls of a child whose pointers lead to pages that it has not touched since the
// fork: the kernel's own access copies them
#include "attack.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>

#define PAGES 40
#define P 4096

static char *pages, *end;
static int next, wrong, fds[2];

// fresh is a page that nobody has touched since the fork.
static char *fresh(void)
{
	return pages + P * next++;
}

static void check(const char *what, int ok)
{
	if (!ok) {
		wrong++;
		printf("%s is wrong\n", what);
	}
}

static int is(const char *p, int n, char c)
{
	for (int i = 0; i < n; i++)
		if (p[i] != c)
			return 0;
	return 1;
}

static volatile int handled;

static void handler(int sig)
{
	handled = sig;
}

// What the parent leaves in pages, in the order in which the child takes it.
static struct { int data, across, name, argv, time, action, mask, suspend, stack; } at;

static void prepare(void)
{
	at.data = next++;
	at.across = next, next += 2;
	at.name = next++;
	at.argv = next, next += 2;
	at.time = next++;
	at.action = next++;
	at.mask = next++;
	at.suspend = next++;
	at.stack = next, next += 2;
	strcpy(pages + P * at.name, "letter");
	char **argv = (char **)(pages + P * at.argv), *text = pages + P * at.argv + P;
	strcpy(text, "copies.c");
	strcpy(text + 16, "again");
	argv[0] = text;
	argv[1] = text + 16;
	argv[2] = 0;
	*(struct timespec *)(pages + P * at.time) = (struct timespec){ 0, 1000 };
	((struct sigaction *)(pages + P * at.action))->sa_handler = handler;
	((struct sigaction *)(pages + P * at.action))->sa_mask = 0;
	((struct sigaction *)(pages + P * at.action))->sa_flags = 0;
	*(unsigned long *)(pages + P * at.mask) = 1UL << (SIGUSR1 - 1);
	*(unsigned long *)(pages + P * at.suspend) = 0;
}

static void from(void)
{
	static char in[64];
	check("write", __sys_write(fds[1], pages + P * at.data, 40) == 40 && __sys_read(fds[0], in, 64) == 40 && is(in, 40, 'p'));
	check("write across pages", __sys_write(fds[1], pages + P * at.across + P - 20, 40) == 40 && __sys_read(fds[0], in, 64) == 40 && is(in, 40, 'p'));
	int fd = __sys_open(pages + P * at.name, O_RDWR | O_CREAT, 0600);
	check("open", fd >= 0);
	check("write to a file", __sys_write(fd, fresh(), P) == P);
	check("read from it", lseek(fd, 0, SEEK_SET) == 0 && __sys_read(fd, fresh(), P) == P && is(pages + P * (next - 1), P, 'p'));
	check("nanosleep", __sys_nanosleep((void *)(pages + P * at.time), 0) == 0);
	check("sigaction", __sys_sigaction(SIGUSR1, (void *)(pages + P * at.action), 0) == 0);
	check("sigprocmask", __sys_sigprocmask(SIG_BLOCK, (void *)(pages + P * at.mask), 0) == 0);
	kill(getpid(), SIGUSR1);
	check("the mask", handled == 0);
	check("sigsuspend", __sys_sigsuspend((void *)(pages + P * at.suspend)) == -EINTR && handled == SIGUSR1);
	unsigned long none = 0;
	sigprocmask(SIG_SETMASK, &none, 0);
}

static void to(void)
{
	char *p;
	__sys_write(fds[1], "0123456789", 10);
	check("read", __sys_read(fds[0], p = fresh() + P - 5, 10) == 10 && !memcmp(p, "0123456789", 10) && is(p + 10, 100, 'p'));
	next++;
	check("fstat", __sys_fstat(0, (void *)(p = fresh())) == 0 && S_ISCHR(((struct stat *)p)->st_mode) && p[sizeof(struct stat)] == 'p');
	check("pipe", __sys_pipe((int *)(p = fresh())) == 0 && ((int *)p)[1] == ((int *)p)[0] + 1 && p[8] == 'p');
	check("clock_gettime", __sys_clock_gettime(0, (void *)(p = fresh())) == 0 && ((struct timespec *)p)->tv_nsec < 1000000000);
	check("getrandom", __sys_getrandom(p = fresh(), 100, 0) == 100 && !is(p, 100, 'p') && p[100] == 'p');
	check("uname", __sys_uname((void *)(p = fresh())) == 0 && !strcmp(p, "uFork"));
	check("sigaction's old", __sys_sigaction(SIGUSR1, 0, (void *)(p = fresh())) == 0 && cheri_tag_get((void *)((struct sigaction *)p)->sa_handler) &&
	      (unsigned long)(void *)((struct sigaction *)p)->sa_handler == (unsigned long)(void *)handler);
	check("sigprocmask's old", __sys_sigprocmask(SIG_BLOCK, 0, (void *)(p = fresh())) == 0 && *(unsigned long *)p == 0);
	fflush(stdout);
	int pid = fork();
	if (pid == 0)
		_exit(6);
	check("wait4", __sys_wait4(pid, (int *)(p = fresh()), 0, 0) == pid && *(int *)p == 6 << 8 && p[4] == 'p');
	// Up to where a pointer or the memory ends.
	int fd = open("end", O_RDWR | O_CREAT, 0600);
	check("write at the end", __sys_write(fd, end - 100, 200) == -EFAULT);
	check("read at the end", __sys_getrandom(end - 50, 100, 0) == -EFAULT && !is(end - 50, 50, 'p'));
}

// A frame of a signal on a stack that nobody has touched, and back from it.
static void stack(void)
{
	handled = 0;
	char *sp = pages + P * at.stack + 2 * P - 64;
	__asm__ volatile("ymv s1, sp\n ymv sp, %0\n mv a0, %1\n li a1, 10\n jalr %2\n ymv sp, s1" ::"r"(sp), "r"((long)getpid()), "r"(__syscalls[SYS_kill])
	                 : "a0", "a1", "t0", "s1", "ra", "memory");
	check("a handler's stack", handled == SIGUSR1);
}

static void exec(void)
{
	char **argv = (char **)(pages + P * at.argv);
	fflush(stdout);
	check("execve", __sys_execve("copies.c", argv, 0));
}

int main(int argc, char **argv)
{
	if (argc == 2) {
		printf("%s: it was executed\n", argv[1]);
		return 0;
	}
	pipe(fds);
	pages = mmap(0, PAGES * P, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	end = pages + PAGES * P;
	memset(pages, 'p', PAGES * P);
	prepare();
	for (int generation = 0; generation < 2; generation++) {
		fflush(stdout);
		// The second is a grandchild: its pages refer to a region that is not its parent's.
		int pid = fork(), status;
		if (pid == 0 && generation) {
			pid = fork();
			if (pid) {
				waitpid(pid, &status, 0);
				_exit(WEXITSTATUS(status));
			}
		}
		if (pid == 0) {
			from();
			to();
			stack();
			exec();
			_exit(wrong);
		}
		waitpid(pid, &status, 0);
		printf("status %d\n", status);
	}
	int mine = 0;
	for (int i = next; i < PAGES; i++)
		mine += is(pages + P * i, P, 'p');
	printf("%s\nalive\n", mine == PAGES - next && wrong == 0 ? "the parent's are as they were" : "the parent's have changed");
	return 0;
}
/* Output:
again: it was executed
status 0
again: it was executed
status 0
the parent's are as they were
alive
*/
