// posix: what the kernel offers, call by call
#include <cheriintrin.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
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
	is("an empty name", __sys_open("", O_RDWR | O_CREAT, 0), -ENOENT);
	is("the folder", __sys_open("/", O_RDONLY, 0), -EISDIR);
	is("the folder from here", __sys_open("./.", O_RDWR | O_CREAT, 0), -EISDIR);
	is("no way to access", __sys_open("f", O_CREAT | O_ACCMODE, 0), -EINVAL);
	is("no folder to open", __sys_open("f", O_RDONLY | O_DIRECTORY, 0), -ENOENT);
	int fd = open("f", O_CREAT | O_RDWR | O_CLOEXEC, 0600);
	is("no folder", __sys_open("f", O_RDONLY | O_DIRECTORY, 0), -ENOTDIR);
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
	is("seek too far", __sys_lseek(fd, LONG_MAX, SEEK_CUR), -EOVERFLOW);
	is("seek far", lseek(fd, 1L << 40, SEEK_SET), 1L << 40);
	is("read far", read(fd, b, 1), 0);
	is("write far", __sys_write(fd, b, 1), -EFBIG);
	is("seek back", lseek(fd, 5, SEEK_SET), 5);
	is("read less than nothing", __sys_read(fd, b, -1UL), -EINVAL);
	is("write less than nothing", __sys_write(fd, b, -1UL), -EINVAL);
	is("fstat", fstat(fd, &st), 0);
	is("size", st.st_size, 8198);
	is("mode", S_ISREG(st.st_mode), 1);
	is("blocks", st.st_blocks, 17);
	int second = open("second", O_CREAT | O_RDWR, 0600);
	struct stat other_st;
	is("another file", fstat(second, &other_st) == 0 && other_st.st_ino != st.st_ino, 1);
	close(second);
	int other = dup(fd);
	is("one offset", lseek(other, 0, SEEK_CUR), 5);
	is("dup2", dup2(fd, 20), 20);
	is("dup2 of itself", dup2(20, 20), 20);
	is("dup2 over", dup2(fd, other), other);
	is("dup2 of none", __sys_dup2(25, 3), -EBADF);
	is("F_DUPFD", fcntl(fd, F_DUPFD, 10), 10);
	is("F_DUPFD too far", __sys_fcntl(fd, F_DUPFD, 99), -EINVAL);
	is("F_DUPFD_CLOEXEC", fcntl(fd, F_DUPFD_CLOEXEC, 12), 12);
	is("closed by exec", fcntl(12, F_GETFD), FD_CLOEXEC);
	is("F_GETFL", fcntl(fd, F_GETFL), O_RDWR);
	is("fcntl how", __sys_fcntl(fd, 99, 0), -EINVAL);
	close(fd);
	close(other);
	close(20);
	close(10);
	close(12);
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
	// Without a descriptor that is free nothing is made and nothing truncated.
	while (dup(0) >= 0)
		;
	is("too many", __sys_open("third", O_CREAT | O_RDWR, 0), -EMFILE);
	is("too many, truncated", __sys_open("f", O_TRUNC | O_RDWR, 0), -EMFILE);
	is("too many for a pipe", __sys_pipe((int[2]){ 0 }), -EMFILE);
	for (fd = 3; fd < 32; fd++)
		close(fd);
	is("not made", __sys_open("third", O_RDWR, 0), -ENOENT);
	fd = open("/dev/console", O_RDWR | O_CLOEXEC);
	is("console", fstat(fd, &st), 0);
	is("cloexec", fcntl(fd, F_GETFD), FD_CLOEXEC);
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
	is("not a whole one", __sys_read(p[0], b, 500), 500);
	is("no room for all", __sys_write(p[1], b, PIPE_BUF), -EAGAIN);
	is("room for part of more", __sys_write(p[1], b, PIPE_BUF + 1), 500);
	is("to where it ends", __sys_read(p[0], cheri_bounds_set(b, 100), 4096), -EFAULT);
	is("nothing is lost", __sys_read(p[0], b, 4096), 4096);
	is("full again", write(p[1], b, 4096), 4096);
	is("the other way", write(p[0], "back", 4), 4);
	is("comes out", read(p[1], b, sizeof b), 4);
	close(p[0]);
	signal(SIGPIPE, SIG_IGN);
	is("broken", __sys_write(p[1], b, 1), -EPIPE);
	is("end", read(p[1], b, 1), 0);
	close(p[1]);
}

static volatile int got, code, sender, result;

static void handler(int sig, siginfo_t *info, void *context)
{
	got = sig;
	code = info->si_code;
	sender = info->si_pid;
	result = info->si_status;
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
	is("what SIGKILL does", __sys_sigaction(SIGKILL, 0, &old), 0);
	is("no such signal", __sys_sigaction(65, 0, &old), -EINVAL);
	// Every cause has its signal.
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
	is("what the status says", WIFSIGNALED(status) && !WIFEXITED(status) && !WIFSTOPPED(status) && !WIFCONTINUED(status) && !WCOREDUMP(status), 1);
	pid = fork();
	if (pid == 0)
		_exit(0x17f);
	waitpid(pid, &status, 0);
	is("what this one says", WIFEXITED(status) && WEXITSTATUS(status) == 0x7f && !WIFSIGNALED(status) && !WIFSTOPPED(status), 1);
	is("as made of it", status, W_EXITCODE(0x7f, 0));
	is("stopped", WIFSTOPPED(W_STOPCODE(SIGSTOP)) && WSTOPSIG(W_STOPCODE(SIGSTOP)) == SIGSTOP && !WIFSIGNALED(W_STOPCODE(SIGSTOP)), 1);
	pid = fork();
	if (pid == 0)
		_exit(*(volatile char *)cheri_bounds_set(&code, 0));
	waitpid(pid, &status, 0);
	is("SIGPROT", WTERMSIG(status), SIGPROT);
	psignal(WTERMSIG(status), "the child");
}

// later is a child that sends SIGUSR1, then does what it is told to, then ends
// with 5.
enum { NOTHING, TAKE, GIVE };
static int later(int what, int fd)
{
	int pid = fork();
	if (pid == 0) {
		struct timespec t = { 0, 1000000 };
		char b[4096];
		nanosleep(&t, 0);
		kill(getppid(), SIGUSR1);
		nanosleep(&t, 0);
		if (what == TAKE)
			read(fd, b, sizeof b);
		if (what == GIVE)
			write(fd, "x", 1);
		_exit(5);
	}
	return pid;
}

// interrupted: calls that wait when a handler is called. With SA_RESTART they go
// on, but those that wait for time or a signal.
static void interrupted(void)
{
	struct sigaction a = { .sa_flags = SA_SIGINFO }, chld = { .sa_flags = SA_SIGINFO };
	struct timespec second = { 1, 0 }, left, *nowhere = cheri_address_set(0, 16);
	static char b[8192];
	int p[2], status;
	a.sa_sigaction = chld.sa_sigaction = handler;
	for (int restart = 0; restart < 2; restart++) {
		a.sa_flags = SA_SIGINFO | (restart ? SA_RESTART : 0);
		sigaction(SIGUSR1, &a, 0);
		pipe(p);
		int pid = later(GIVE, p[1]);
		is("read", __sys_read(p[0], b, 1), restart ? 1 : -EINTR);
		waitpid(pid, 0, 0);
		if (!restart)
			read(p[0], b, 1);
		is("full", write(p[1], b, 4096), 4096);
		pid = later(TAKE, p[0]);
		is("write", __sys_write(p[1], b, 1), restart ? 1 : -EINTR);
		waitpid(pid, 0, 0);
		if (restart)
			read(p[0], b, 1);
		pid = later(TAKE, p[0]);
		is("a part of a write", __sys_write(p[1], b, 5000), 4096);
		waitpid(pid, 0, 0);
		close(p[0]);
		close(p[1]);
		pid = later(NOTHING, 0);
		is("waitpid", __sys_wait4(pid, &status, 0, 0), restart ? pid : -EINTR);
		waitpid(pid, 0, 0);
		pid = later(NOTHING, 0);
		is("nanosleep", __sys_nanosleep(&second, &left), -EINTR);
		is("what is left", left.tv_sec == 0 && left.tv_nsec > 900000000 && left.tv_nsec < 999999000, 1);
		waitpid(pid, 0, 0);
		pid = later(NOTHING, 0);
		is("nanosleep to nowhere", __sys_nanosleep(&second, nowhere), -EFAULT);
		waitpid(pid, 0, 0);
		pid = later(NOTHING, 0);
		sigset_t none = 0, mask;
		is("sigsuspend", __sys_sigsuspend(&none), -EINTR);
		is("its mask", sigprocmask(SIG_BLOCK, 0, &mask) == 0 && mask == 0, 1);
		waitpid(pid, 0, 0);
	}
	// A child that ends interrupts the wait for it, which has its answer.
	sigaction(SIGCHLD, &chld, 0);
	int pid = fork();
	if (pid == 0) {
		usleep(1000);
		_exit(7);
	}
	is("the child", __sys_wait4(pid, &status, 0, 0), pid);
	is("SIGCHLD", got == SIGCHLD && code == CLD_EXITED && sender == pid && result == 7, 1);
	pid = fork();
	if (pid == 0)
		pause();
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	is("killed", got == SIGCHLD && code == CLD_KILLED && sender == pid && result == SIGKILL, 1);
	signal(SIGCHLD, SIG_DFL);
	// The reader goes while a write waits.
	pipe(p);
	write(p[1], b, 4096);
	pid = fork();
	if (pid == 0) {
		usleep(1000);
		_exit(0);
	}
	close(p[0]);
	signal(SIGPIPE, SIG_IGN);
	is("the reader has gone", __sys_write(p[1], b, 5000), -EPIPE);
	waitpid(pid, 0, 0);
	close(p[1]);
}

static void full(int sig)
{
	for (;;)
		pause();
}

// sending: to whom signals go, and what they do there.
static void sending(void)
{
	struct sigaction a = { .sa_flags = SA_SIGINFO };
	int status;
	sigset_t usr1 = 1UL << (SIGUSR1 - 1), all = ~0UL, none = 0;
	a.sa_sigaction = handler;
	sigaction(SIGUSR1, &a, 0);
	is("nobody", __sys_kill(99, 0), -ESRCH);
	is("no such signal", __sys_kill(getpid(), 99), -EINVAL);
	is("below 0", __sys_kill(getpid(), -1), -EINVAL);
	is("SIGSTOP", __sys_kill(getpid(), SIGSTOP), -EINVAL);
	is("no signal", __sys_kill(getpid(), 0), 0);
	is("another group", __sys_kill(-7, 0), -ESRCH);
	is("nobody else", __sys_kill(-1, SIGTERM), -ESRCH);
	got = 0;
	is("all", __sys_kill(0, SIGUSR1), 0);
	is("the caller too", got == SIGUSR1 && code == SI_USER && sender == getpid(), 1);
	is("all, by killpg", killpg(0, 0) == 0 && killpg(1, 0) == 0 && killpg(3, 0) == -1, 1);
	int pid = fork();
	if (pid == 0) {
		// Neither the first nor the caller.
		_exit(__sys_kill(-1, SIGKILL) == -ESRCH ? 3 : 4);
	}
	waitpid(pid, &status, 0);
	is("the first is spared", WEXITSTATUS(status), 3);
	pid = fork();
	if (pid == 0)
		for (;;)
			pause();
	is("all others", __sys_kill(-1, SIGTERM), 0);
	usleep(1000);
	is("one that has ended", __sys_kill(pid, SIGTERM), 0);
	waitpid(pid, &status, 0);
	is("by SIGTERM", WTERMSIG(status), SIGTERM);
	is("one that is gone", __sys_kill(pid, 0), -ESRCH);
	// No mask keeps SIGKILL out.
	pid = fork();
	if (pid == 0) {
		struct sigaction f = { .sa_handler = full, .sa_mask = ~0UL };
		sigaction(SIGUSR2, &f, 0);
		sigprocmask(SIG_SETMASK, &all, 0);
		sigset_t mask;
		sigprocmask(SIG_SETMASK, &none, &mask);
		if (mask >> (SIGKILL - 1) & 1 || mask >> (SIGSTOP - 1) & 1)
			_exit(1);
		raise(SIGUSR2);
	}
	usleep(1000);
	kill(pid, SIGTERM);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	is("by SIGKILL", WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, 1);
	// What is ignored is not kept.
	sigprocmask(SIG_BLOCK, &usr1, 0);
	got = 0;
	raise(SIGUSR1);
	signal(SIGUSR1, SIG_IGN);
	sigaction(SIGUSR1, &a, 0);
	sigprocmask(SIG_UNBLOCK, &usr1, 0);
	is("ignored in between", got, 0);
	is("from the terminal", raise(SIGTSTP) + raise(SIGTTIN) + raise(SIGTTOU), 0);
	// Children that nobody wants to wait for.
	for (int how = 0; how < 2; how++) {
		struct sigaction c = { .sa_handler = how ? SIG_DFL : SIG_IGN, .sa_flags = how ? SA_NOCLDWAIT : 0 };
		sigaction(SIGCHLD, &c, 0);
		pid = fork();
		if (pid == 0)
			_exit(1);
		is("no status", __sys_wait4(pid, &status, 0, 0), -ECHILD);
		is("no zombie", __sys_kill(pid, 0), -ESRCH);
	}
	signal(SIGCHLD, SIG_DFL);
}

static long nanoseconds(int clock)
{
	struct timespec t = { 0, 0 };
	is("a clock", __sys_clock_gettime(clock, &t), 0);
	return t.tv_sec * 1000000000 + t.tv_nsec;
}

static void times(void)
{
	struct timespec bad = { -1, 0 }, more = { 0, 1000000000 }, nap = { 0, 10000001 };
	is("negative", __sys_nanosleep(&bad, 0), -EINVAL);
	is("a second's nanoseconds", __sys_nanosleep(&more, 0), -EINVAL);
	is("no time", __sys_nanosleep(0, 0), -EFAULT);
	is("no such clock", __sys_clock_gettime(9, &nap), -EINVAL);
	is("a clock below 0", __sys_clock_gettime(-1, &nap), -EINVAL);
	is("to nowhere", __sys_clock_gettime(0, 0), -EFAULT);
	long own = nanoseconds(CLOCK_PROCESS_CPUTIME_ID), before = nanoseconds(CLOCK_MONOTONIC);
	nanosleep(&nap, 0);
	long slept = nanoseconds(CLOCK_MONOTONIC) - before;
	own = nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - own;
	is("not too short", slept >= nap.tv_nsec && slept < 11000000, 1);
	is("sleep is not work", own > 0 && own < 1000000, 1);
	char r[16];
	is("getrandom", __sys_getrandom(r, sizeof r, 3), sizeof r);
	is("getrandom how", __sys_getrandom(r, sizeof r, 8), -EINVAL);
	is("getrandom to nowhere", __sys_getrandom(0, 1, 0), -EFAULT);
	is("uname to nowhere", __sys_uname(0), -EFAULT);
}

// kept: what execve leaves as it is. A signal that is pending ends the new program.
static void kept(void)
{
	char pid[16], *argv[] = { "posix", "kept", pid, 0 };
	int status, child = fork();
	if (child == 0) {
		sigset_t term = 1UL << (SIGTERM - 1);
		signal(SIGUSR1, full);
		signal(SIGUSR2, SIG_IGN);
		sigprocmask(SIG_BLOCK, &term, 0);
		raise(SIGTERM);
		int fd = open("kept", O_CREAT | O_RDWR, 0600);
		write(fd, "12345", 5);
		dup2(fd, 20);
		fcntl(fd, F_DUPFD_CLOEXEC, 21);
		snprintf(pid, sizeof pid, "%d", getpid());
		execv("/posix.c", argv);
		_exit(1);
	}
	waitpid(child, &status, 0);
	is("what is pending", WIFSIGNALED(status) ? WTERMSIG(status) : -WEXITSTATUS(status), SIGTERM);
}

// new_program looks at what was kept.
static int new_program(const char *pid)
{
	struct sigaction a;
	sigset_t mask;
	is("the pid", getpid(), atoi(pid));
	is("no handler", sigaction(SIGUSR1, 0, &a) == 0 && a.sa_handler == SIG_DFL, 1);
	is("ignored", sigaction(SIGUSR2, 0, &a) == 0 && a.sa_handler == SIG_IGN, 1);
	is("blocked", sigprocmask(SIG_BLOCK, 0, &mask) == 0 && mask == 1UL << (SIGTERM - 1), 1);
	is("a descriptor", lseek(20, 0, SEEK_CUR), 5);
	is("closed", __sys_fcntl(21, F_GETFD, 0), -EBADF);
	mask = 0;
	if (!failed)
		sigprocmask(SIG_SETMASK, &mask, 0);
	return failed;
}

static void processes(void)
{
	int status;
	is("no child", __sys_wait4(-1, 0, 0, 0), -ECHILD);
	is("waitpid how", __sys_wait4(-1, 0, 4, 0), -EINVAL);
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
	is("of this group", waitpid(0, &status, WNOHANG | WUNTRACED | WCONTINUED), 0);
	is("of another group", __sys_wait4(-7, &status, 0, 0), -ECHILD);
	is("no child of this one", __sys_wait4(1, &status, 0, 0), -ECHILD);
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
	kept();
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
	if (argc == 3 && !strcmp(argv[1], "kept"))
		return new_program(argv[2]);
	struct utsname name;
	is("uname", uname(&name), 0);
	times();
	processes();
	memory();
	pipes();
	signals();
	interrupted();
	sending();
	files();
	printf("%d failed\n", failed);
	return failed;
}
/* Contains:
): ended by SIGSEGV (11): load page fault at 0x
): ended by SIGPROT (34): CHERI load access fault at 0x
the child: Capability violation
0 failed
*/
