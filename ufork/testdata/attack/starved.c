// starved: system calls, signals and writes when no page of memory is left: they fail, what they
// began is given back, and everything works once there is memory again
#include "attack.h"
#include <fcntl.h>

#define MOST 4096

static void *got[MOST];
static size_t sizes[MOST], n;

static void *single[8]; // taken first, so that there are single pages to give back

static void *page_of_own(void)
{
	return mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

// take all memory that is left, to the last page.
static void take(void)
{
	for (int i = 0; i < 8; i++)
		if (!single[i])
			single[i] = page_of_own();
	for (size_t size = 1 << 18; size >= 4096; size /= 4)
		while (n < MOST && (got[n] = mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) != MAP_FAILED)
			sizes[n++] = size;
}

// leave gives back up to 8 single pages.
static void leave(int pages)
{
	for (int i = 0; i < pages; i++) {
		munmap(single[i], 4096);
		single[i] = 0;
	}
}

static void leave_all(void)
{
	leave(8);
	while (n > 0) {
		n--;
		munmap(got[n], sizes[n]);
	}
}

// total is how many pages there are to take.
static size_t total(void)
{
	size_t sum = 8;
	take();
	for (size_t i = 0; i < n; i++)
		sum += sizes[i] / 4096;
	leave_all();
	return sum;
}

static char told[64][64];
static int results[64], count;

// note keeps a result until there is memory to print it.
static void note(const char *what, long r)
{
	strlcpy(told[count], what, sizeof told[0]);
	results[count++] = r < 0 ? (int)r : 0;
}

static void tell(void)
{
	for (int i = 0; i < count; i++)
		printf("%s: %s\n", told[i], results[i] < 0 ? strerror(-results[i]) : "done");
	count = 0;
	fflush(stdout);
}

static char *cow;
static volatile int struck, code;

static void no_memory(int sig, siginfo_t *info, void *context)
{
	struck = sig;
	code = info->si_code;
	leave(1); // and the write is tried again
}

static void handler(int sig)
{
	struck = sig;
}

static void map(const char *what, size_t size, int kind)
{
	void *p = __sys_mmap(0, size, PROT_READ | PROT_WRITE, kind | MAP_ANONYMOUS, -1, 0);
	note(what, (long)p);
	if (cheri_tag_get(p))
		__sys_munmap(p, size);
}

// calls makes those that need memory.
static void calls(void)
{
	static int fds[2];
	static char *argv[] = { "starved.c", "again", 0 };
	map("mmap", 65536, MAP_PRIVATE);
	map("shared mmap", 65536, MAP_SHARED);
	map("a greater mmap", 1UL << 27, MAP_PRIVATE);
	fds[0] = fds[1] = -1;
	note("pipe", __sys_pipe(fds));
	__sys_close(fds[0]);
	__sys_close(fds[1]);
	int fd = __sys_open("starved.c", O_RDWR, 0600);
	note("write to a file of the image", __sys_write(fd, got, 0));
	__sys_close(fd);
	fd = __sys_open("new", O_RDWR | O_CREAT | O_TRUNC, 0600);
	note("open", fd);
	note("write to a file", __sys_write(fd, got, 65536) == 65536 ? 0 : -ENOSPC);
	__sys_close(fd);
	__sys_close(__sys_open("new", O_RDWR | O_TRUNC, 0600)); // gives back what there was
	note("execve", __sys_execve("starved.c", argv, 0));
	int pid = __sys_fork();
	if (pid == 0)
		__sys_exit(0);
	note("fork", pid);
	signal(SIGUSR1, handler);
	struck = 0;
	note("kill", __sys_kill(getpid(), SIGUSR1));
	note("its handler", struck == SIGUSR1 ? 0 : -EINTR);
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return 9;
	// Page tables that are made stay: after this there are all for the region.
	for (int i = 0; i < 8; i++)
		total();
	size_t before = total();
	for (int spare = 0; spare < 7; spare++) {
		take();
		leave(spare);
		calls();
		leave_all();
		close(open("new", O_RDWR | O_TRUNC));
		if (spare == 0)
			tell();
		count = 0;
		size_t after = total();
		if (after != before)
			printf("with %d pages: of %zu there are %zu afterwards\n", spare, before, after);
	}
	// With a child that shares all pages: the own ones are taken over before the
	// memory goes, but for one.
	char *page = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memset(page, 'c', 8192);
	int fds[2], up[2];
	pipe(fds);
	pipe(up);
	write(up[1], "abcdefgh", 8);
	int pid = fork();
	if (pid == 0) {
		char c;
		read(fds[0], &c, 1);
		_exit(page[0] == 'c' && page[4096] == 'c');
	}
	volatile char deep[8192];
	for (unsigned i = 0; i < sizeof deep; i += 512)
		deep[i] = 1;
	for (unsigned i = 0; i < MOST; i += 128)
		((void *volatile *)got)[i] = 0, ((volatile size_t *)sizes)[i] = 0;
	tell();
	memset(told, 0, sizeof told);
	struct sigaction a = { .sa_flags = SA_SIGINFO };
	a.sa_sigaction = no_memory;
	sigaction(SIGBUS, &a, 0);
	cow = page;
	take();
	note("read into a shared page", __sys_read(up[0], page, 8));
	note("getrandom into it", __sys_getrandom(page, 8, 0));
	struck = 0;
	page[4096] = 'p'; // there is no page for a copy: the handler finds one
	note("a write and its handler", struck == SIGBUS && code == BUS_ADRERR && page[4096] == 'p' ? 0 : -EINTR);
	leave_all();
	note("read again", __sys_read(up[0], page, 8));
	tell();
	write(fds[1], "x", 1);
	int status;
	waitpid(pid, &status, 0);
	printf("the child %s, the parent has %.8s\nalive\n", status == 1 << 8 ? "has its own" : "has another's", page);
	return 0;
}
/* Output:
mmap: Cannot allocate memory
shared mmap: Cannot allocate memory
a greater mmap: Cannot allocate memory
pipe: Cannot allocate memory
write to a file of the image: No space left on device
open: done
write to a file: No space left on device
execve: Cannot allocate memory
fork: Cannot allocate memory
kill: done
its handler: done
read into a shared page: Bad address
getrandom into it: Bad address
a write and its handler: done
read again: done
the child has its own, the parent has abcdefgh
alive
*/
