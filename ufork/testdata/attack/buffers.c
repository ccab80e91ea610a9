// buffers: every system call with pointers that don't allow what it is to do
#include "attack.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>

static char page[4096] __attribute__((aligned(4096)));
static int made, wrong;

static void expect(const char *call, const char *pointer, long r)
{
	made++;
	if (r == -EFAULT)
		return;
	wrong++;
	printf("%s with a pointer that is %s: %ld\n", call, pointer, r);
}

struct bad {
	const char *what;
	void *p;
	int in, out; // it is bad to read from, to write to
};

static int fds[2], child;

static void from(const struct bad *b)
{
	void *p = b->p;
	expect("write", b->what, __sys_write(1, p, 64));
	expect("write to a pipe", b->what, __sys_write(fds[1], p, 64));
	expect("open", b->what, __sys_open(p, O_RDONLY, 0));
	expect("execve", b->what, __sys_execve(p, 0, 0));
	expect("execve's argv", b->what, __sys_execve("buffers.c", p, 0));
	expect("execve's argv between granules", b->what, __sys_execve("buffers.c", (char **)((char *)p + 8), 0));
	char *argv[] = { p, 0 };
	if (cheri_address_get(p))
		expect("execve's argument", b->what, __sys_execve("buffers.c", argv, 0));
	expect("nanosleep", b->what, __sys_nanosleep(p, 0));
	expect("sigsuspend", b->what, __sys_sigsuspend(p));
	if (cheri_address_get(p)) {
		expect("sigaction", b->what, __sys_sigaction(SIGUSR1, p, 0));
		expect("sigaction between granules", b->what, __sys_sigaction(SIGUSR1, (void *)((char *)p + 8), 0));
		expect("sigprocmask", b->what, __sys_sigprocmask(SIG_BLOCK, p, 0));
	}
	int fd = open("file", O_RDWR | O_CREAT, 0600);
	expect("write to a file", b->what, __sys_write(fd, p, 64));
	close(fd);
}

static void to(const struct bad *b)
{
	void *p = b->p;
	__sys_write(fds[1], "12345678", 8);
	expect("read from a pipe", b->what, __sys_read(fds[0], p, 8));
	char eight[8];
	if (__sys_read(fds[0], eight, 8) != 8 || memcmp(eight, "12345678", 8))
		puts("what could not be delivered is lost");
	int fd = open("full", O_RDWR | O_CREAT, 0600);
	write(fd, page, 64);
	lseek(fd, 0, SEEK_SET);
	expect("read from a file", b->what, __sys_read(fd, p, 64));
	expect("fstat", b->what, __sys_fstat(fd, p));
	expect("fstat of a pipe", b->what, __sys_fstat(fds[0], p));
	close(fd);
	expect("pipe", b->what, __sys_pipe(p));
	expect("clock_gettime", b->what, __sys_clock_gettime(0, p));
	expect("getrandom", b->what, __sys_getrandom(p, 64, 0));
	expect("uname", b->what, __sys_uname(p));
	if (cheri_address_get(p)) {
		expect("sigaction's old", b->what, __sys_sigaction(SIGUSR1, 0, p));
		expect("sigprocmask's old", b->what, __sys_sigprocmask(SIG_BLOCK, 0, p));
		fflush(stdout);
		int pid = fork();
		if (pid == 0)
			_exit(3);
		expect("wait4", b->what, __sys_wait4(pid, p, 0, 0));
		pid = fork();
		if (pid == 0)
			_exit(3);
		expect("wait", b->what, ((long (*)(void *))__syscalls[SYS_wait])(p));
	}
}

static void memory(const struct bad *b)
{
	if (b->in && b->out && cheri_address_get(b->p) % 4096 == 0 && cheri_address_get(b->p)) {
		expect("munmap", b->what, __sys_munmap(b->p, 4096));
		expect("mprotect", b->what, __sys_mprotect(b->p, 4096, PROT_READ));
	}
}

int main(void)
{
	memset(page, 'x', sizeof page);
	pipe(fds);
	char *gone = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	munmap(gone, 4096);
	char *none = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	mprotect(none, 4096, PROT_NONE);
	char *closed = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	mprotect(closed, 4096, PROT_READ);
	struct bad all[] = {
		{ "null", 0, 1, 1 },
		{ "an integer", (void *)16, 1, 1 },
		{ "an address of the kernel", (void *)0x80000000UL, 1, 1 },
		{ "untagged", cheri_tag_clear(page), 1, 1 },
		{ "sealed", cheri_sentry_create(page), 1, 1 },
		{ "without a permission", cheri_perms_and(page, 0), 1, 1 },
		{ "not to be written", cheri_perms_clear(page, CHERI_PERM_STORE), 0, 1 },
		{ "not to be read", cheri_perms_clear(page, CHERI_PERM_LOAD), 1, 0 },
		{ "too short", cheri_bounds_set(page, 2), 1, 1 },
		{ "past its end", page + sizeof page, 1, 1 },
		{ "before its beginning", page - 64, 1, 1 },
		{ "a page without rights", none, 1, 1 },
		{ "a read-only page", closed, 0, 1 },
		{ "the kernel's table of entries", (void *)__syscalls, 0, 1 },
		{ "an entry of the kernel", __syscalls[SYS_exit], 1, 1 },
		{ "unmapped", gone, 1, 1 },
	};
	for (unsigned i = 0; i < sizeof all / sizeof all[0]; i++) {
		if (all[i].in)
			from(&all[i]);
		if (all[i].out)
			to(&all[i]);
		if (all[i].p != none && all[i].p != gone)
			memory(&all[i]);
	}
	// There is input for this one call.
	expect("read from the console", "not to be written", __sys_read(0, cheri_perms_clear(page, CHERI_PERM_STORE), 8));
	// Good pointers, but not for capabilities: these come without their tags.
	static struct sigaction set __attribute__((aligned(16)));
	char *argv[] = { page, 0 };
	struct bad plain = { "without C", cheri_perms_clear(argv, CHERI_PERM_CAP), 1, 0 };
	expect("execve's argv", plain.what, __sys_execve("buffers.c", plain.p, 0));
	expect("sigaction between granules", "good", __sys_sigaction(SIGUSR1, (void *)((char *)&set + 8), 0));
	expect("sigaction's old between granules", "good", __sys_sigaction(SIGUSR1, 0, (void *)((char *)&set + 8)));
	expect("sigaction", "half good", __sys_sigaction(SIGUSR1, &set, cheri_perms_clear(&set, CHERI_PERM_STORE)));
	if (sigaction(SIGUSR1, 0, &set) || set.sa_handler != SIG_DFL)
		puts("what failed has changed the handler");
	printf("%d calls, %d without EFAULT\nalive\n", made, wrong);
	return 0;
}
/* Contains:
 0 without EFAULT
alive
*/
