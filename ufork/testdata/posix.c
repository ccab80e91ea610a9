// posix: what the kernel offers, call by call
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <ushell/sys.h>

static int failed;

static void is(const char *what, long got, long want)
{
	if (got == want)
		return;
	failed++;
	printf("%s: %ld, not %ld\n", what, got, want);
}

static void files(void)
{
	char b[16] = { 0 };
	struct stat st;
	is("no file", __sys_open("missing", O_RDONLY, 0), -ENOENT);
	is("a long name", __sys_open("a name that is so long that no file of this system could ever have had it at all", O_RDONLY, 0), -ENAMETOOLONG);
	int fd = open("f", O_CREAT | O_RDWR | O_CLOEXEC, 0600);
	is("cloexec", fcntl(fd, F_GETFD), 1);
	fcntl(fd, F_SETFD, 0);
	is("no cloexec", fcntl(fd, F_GETFD), 0);
	is("exists", __sys_open("f", O_CREAT | O_EXCL, 0), -EEXIST);
	is("write", write(fd, "hello", 5), 5);
	is("seek", lseek(fd, 8192, SEEK_CUR), 8197);
	is("write", write(fd, "!", 1), 1);
	is("seek to a hole", lseek(fd, -4097, SEEK_END), 4101);
	is("read", read(fd, b, 2), 2);
	is("a hole is zero", b[0], 0);
	is("seek", lseek(fd, 0, SEEK_SET), 0);
	is("read", read(fd, b, 5), 5);
	is("what was read", memcmp(b, "hello", 5), 0);
	is("seek before", __sys_lseek(fd, -1, SEEK_SET), -EINVAL);
	is("seek how", __sys_lseek(fd, 0, 9), -EINVAL);
	is("fstat", fstat(fd, &st), 0);
	is("size", st.st_size, 8198);
	is("mode", S_ISREG(st.st_mode), 1);
	int other = dup(fd);
	is("one offset", lseek(other, 0, SEEK_CUR), 5);
	is("dup2", dup2(fd, 20), 20);
	is("dup2 of itself", dup2(20, 20), 20);
	is("dup2 over", dup2(fd, other), other);
	is("dup2 of none", __sys_dup2(25, 3), -EBADF);
	is("F_DUPFD", fcntl(fd, F_DUPFD, 10), 10);
	is("F_DUPFD too far", __sys_fcntl(fd, F_DUPFD, 99), -EINVAL);
	is("F_GETFL", fcntl(fd, F_GETFL) & O_ACCMODE, O_RDWR);
	is("fcntl how", __sys_fcntl(fd, 99, 0), -EINVAL);
	close(fd);
	close(other);
	close(20);
	close(10);
	is("closed", __sys_close(10), -EBADF);
	is("read of none", __sys_read(10, b, 1), -EBADF);
	is("write of none", __sys_write(10, b, 1), -EBADF);
	is("seek of none", __sys_lseek(10, 0, 0), -EBADF);
	is("fstat of none", __sys_fstat(10, &st), -EBADF);
	is("fcntl of none", __sys_fcntl(10, F_GETFD, 0), -EBADF);
	is("dup of none", __sys_dup(10), -EBADF);
	fd = open("f", O_RDONLY);
	is("write of read-only", __sys_write(fd, b, 1), -EBADF);
	close(fd);
	fd = open("f", O_WRONLY | O_TRUNC);
	is("read of write-only", __sys_read(fd, b, 1), -EBADF);
	fstat(fd, &st);
	is("truncated", st.st_size, 0);
	close(fd);
	// The program is a file of the boot image: a write copies it.
	fd = open("posix.c", O_RDWR);
	fstat(fd, &st);
	is("the program's size", st.st_size > 4096, 1);
	is("its first byte", read(fd, b, 1), 1);
	is("write", write(fd, "x", 1), 1);
	lseek(fd, 0, SEEK_SET);
	is("read", read(fd, b, 2), 2);
	is("changed", b[1], 'x');
	is("no program any more", __sys_execve("posix.c", 0, 0), -ENOEXEC);
	close(fd);
	fd = open("/dev/console", O_RDWR);
	is("console", fstat(fd, &st), 0);
	is("mode", S_ISCHR(st.st_mode), 1);
	is("seek of console", __sys_lseek(fd, 0, 0), -ESPIPE);
	is("a line", read(fd, b, sizeof b), 6);
	is("the line", memcmp(b, "input\n", 6), 0);
	is("the rest", read(fd, b, sizeof b), 4);
	is("nothing more to read", read(fd, b, 1), 0);
	close(fd);
}

static void pipes(void)
{
	int p[2];
	char b[4096];
	struct stat st;
	pipe(p);
	fstat(p[0], &st);
	is("fifo", S_ISFIFO(st.st_mode), 1);
	fcntl(p[0], F_SETFL, O_NONBLOCK);
	fcntl(p[1], F_SETFL, O_NONBLOCK);
	is("empty", __sys_read(p[0], b, 1), -EAGAIN);
	memset(b, 'x', sizeof b);
	is("full", write(p[1], b, 4096), 4096);
	is("too full", __sys_write(p[1], b, 1), -EAGAIN);
	is("the other way", write(p[0], "back", 4), 4);
	is("comes out", read(p[1], b, sizeof b), 4);
	close(p[0]);
	signal(SIGPIPE, SIG_IGN);
	is("broken", __sys_write(p[1], b, 1), -EPIPE);
	is("end", read(p[1], b, 1), 0);
	close(p[1]);
}

static volatile int got, code;

static void handler(int sig, siginfo_t *info, void *context)
{
	got = sig;
	code = info->si_code;
}

static void signals(void)
{
	struct sigaction a = { .sa_flags = SA_SIGINFO | SA_RESETHAND }, old;
	a.sa_sigaction = handler;
	is("sigaction", sigaction(SIGUSR1, &a, &old), 0);
	is("no handler before", old.sa_handler == SIG_DFL, 1);
	is("SIGKILL", __sys_sigaction(SIGKILL, &a, 0), -EINVAL);
	sigset_t set = 1UL << (SIGUSR1 - 1), none = 0;
	sigprocmask(SIG_BLOCK, &set, &old.sa_mask);
	kill(getpid(), SIGUSR1);
	is("blocked", got, 0);
	is("sigsuspend", __sys_sigsuspend(&none), -EINTR);
	is("delivered", got, SIGUSR1);
	is("still blocked", sigprocmask(SIG_UNBLOCK, &set, &old.sa_mask) == 0 && old.sa_mask == set, 1);
	is("how", __sys_sigprocmask(9, &set, 0), -EINVAL);
	sigprocmask(SIG_SETMASK, &none, 0);
	is("reset", sigaction(SIGUSR1, 0, &old) == 0 && old.sa_handler == SIG_DFL, 1);
	is("kill none", __sys_kill(99, 0), -ESRCH);
	is("kill how", __sys_kill(getpid(), 99), -EINVAL);
	is("kill 0", __sys_kill(getpid(), 0), 0);
	// A call that a signal interrupts, and one that goes on.
	a.sa_flags = SA_SIGINFO;
	for (int restart = 0; restart < 2; restart++) {
		int p[2];
		char c;
		pipe(p);
		a.sa_flags = SA_SIGINFO | (restart ? SA_RESTART : 0);
		sigaction(SIGUSR1, &a, 0);
		int pid = fork();
		if (pid == 0) {
			struct timespec t = { 0, 1000000 };
			nanosleep(&t, 0);
			kill(getppid(), SIGUSR1);
			nanosleep(&t, 0);
			write(p[1], "x", 1);
			_exit(0);
		}
		long r = __sys_read(p[0], &c, 1);
		is("interrupted", r, restart ? 1 : -EINTR);
		waitpid(pid, 0, 0);
		close(p[0]);
		close(p[1]);
	}
	// Every cause has its signal.
	a.sa_flags = SA_SIGINFO;
	int pid = fork();
	if (pid == 0) {
		volatile char *p = mmap(0, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		munmap((void *)p, 4096);
		_exit(*p);
	}
	int status;
	waitpid(pid, &status, 0);
	is("SIGSEGV", WTERMSIG(status), SIGSEGV);
	pid = fork();
	if (pid == 0) {
		kill(getpid(), SIGTERM);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	is("SIGTERM", WTERMSIG(status), SIGTERM);
}

static void processes(void)
{
	int status;
	is("no child", __sys_wait4(-1, 0, 0, 0), -ECHILD);
	int pid = fork();
	if (pid == 0) {
		// A child that leaves a child: it becomes that of µprocess 1.
		int grandchild = fork();
		if (grandchild == 0) {
			while (getppid() != 1)
				__sys_sched_yield();
			_exit(4);
		}
		_exit(3);
	}
	is("WNOHANG", waitpid(pid, &status, WNOHANG), 0);
	is("waitpid", waitpid(pid, &status, 0), pid);
	is("status", WEXITSTATUS(status), 3);
	is("the orphan", wait(&status) > 0 && WEXITSTATUS(status) == 4, 1);
	is("parent of the first", getppid(), 0);
	char *argv[] = { "posix", "again", 0 };
	is("execve of none", __sys_execve("missing", argv, 0), -ENOENT);
	pid = fork();
	if (pid == 0) {
		__sys_execve("/posix.c", argv, 0);
		_exit(1);
	}
	waitpid(pid, &status, 0);
	is("execve", WEXITSTATUS(status), 42);
	static char *many[200];
	for (int i = 0; i < 199; i++)
		many[i] = "x";
	is("too many arguments", __sys_execve("posix.c", many, 0), -E2BIG);
}

static void memory(void)
{
	char *p = mmap(0, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	is("mapped", p != MAP_FAILED, 1);
	is("no length", (long)__sys_mmap(0, 0, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), -EINVAL);
	is("too long", (long)__sys_mmap(0, 255UL << 20, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), -ENOMEM);
	is("odd", __sys_munmap(p + 1, 4096), -EINVAL);
	is("nothing", __sys_munmap(p, 0), -EINVAL);
	is("munmap of the heap", __sys_munmap(__builtin_align_up((char *)malloc(8192), 4096), 4096), -EPROT);
	is("in the middle", munmap(p + 4096, 4096), 0);
	is("mprotect of a hole", __sys_mprotect(p, 3 * 4096, PROT_READ), -ENOMEM);
	is("mprotect", mprotect(p, 4096, PROT_READ), 0);
	int pid = fork(), status;
	if (pid == 0) {
		mprotect(p, 4096, PROT_READ | PROT_WRITE);
		p[0] = 7;
		mprotect(p, 4096, PROT_READ);
		_exit(p[0]);
	}
	waitpid(pid, &status, 0);
	is("the child's page", WEXITSTATUS(status), 7);
	is("the parent's page", p[0], 0);
	p[2 * 4096] = 1;
	pid = fork();
	if (pid == 0) {
		// Read-only stays read-only, also where a write would copy.
		mprotect(p + 2 * 4096, 4096, PROT_READ);
		p[2 * 4096] = 2;
		_exit(0);
	}
	waitpid(pid, &status, 0);
	is("read-only after fork", WIFSIGNALED(status), 1);
	int (*f)(void) = (int (*)(void))mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	is("mapped for code", (void *)f != MAP_FAILED, 1);
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "again"))
		return 42;
	struct utsname name;
	struct timespec t = { 0, 0 }, bad = { -1, 0 };
	is("uname", uname(&name), 0);
	is("clock", clock_gettime(CLOCK_MONOTONIC, &t), 0);
	is("negative", __sys_nanosleep(&bad, 0), -EINVAL);
	processes();
	memory();
	pipes();
	signals();
	files();
	printf("%d failed\n", failed);
	return failed;
}
/* Contains:
0 failed
*/
