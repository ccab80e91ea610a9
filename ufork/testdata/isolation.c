// isolation: what each level gives and drops: isolation ADDRESS, an address of the kernel's
// where nothing is
#include <cheriintrin.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>
#include <ushell/sys.h>

static int fds[2];

static void say(const char *what, long r)
{
	printf("%s: %s\n", what, r < 0 ? strerror((int)-r) : "done");
	fflush(stdout);
}

// A console line whose pointer ends too early.
static void console(void)
{
	static char text[] = "[ends here]not here\n";
	long r = __sys_write(1, cheri_bounds_set(text, 11), 20);
	printf("%sa console line that is too long: %ld\n", r > 0 ? "\n" : "", r);
	fflush(stdout);
}

// by_number is a call with the address of a pointer in place of it.
static void by_number(unsigned long kernel)
{
	static char mine[16] = "mine", in[16];
	void *number = (void *)(unsigned long)mine;
	say("a number for a pointer", __sys_write(fds[1], number, 4));
	say("an address of the kernel to read", __sys_write(fds[1], (void *)kernel, 4));
	say("an address of the kernel to write", __sys_uname((void *)kernel));
	// What arrived: what is not refused.
	unsigned long flags = 04000; // O_NONBLOCK
	__sys_fcntl(fds[0], 4, flags);
	say("what was written", __sys_read(fds[0], in, 16));
}

static void beyond(void)
{
	static char out[64], in[64];
	long r = __sys_write(fds[1], cheri_bounds_set(out, 4), 64);
	say("more than a pointer covers", r);
	while (__sys_read(fds[0], in, 64) > 0)
		;
	say("through a pointer that may not be written", __sys_getrandom(cheri_perms_clear(in, CHERI_PERM_STORE), 8, 0));
	say("through a sealed pointer", __sys_getrandom(cheri_sentry_create(in), 8, 0));
}

static void mappings(void)
{
	char *p = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	say("mprotect without VMEM", __sys_mprotect(cheri_perms_clear(p, CHERI_PERM_SW1), 4096, PROT_READ));
	say("mprotect by a number", __sys_mprotect((void *)(unsigned long)p, 4096, PROT_READ));
	say("munmap by a number", __sys_munmap((void *)(unsigned long)p, 8192));
}

// others: a child passes its parent's address.
static void others(void)
{
	static char secret[16];
	unsigned long parents = (unsigned long)secret;
	strcpy(secret, "parent's");
	int pid = fork();
	if (pid == 0) {
		static char in[16];
		strcpy(secret, "child's");
		long r = __sys_write(fds[1], (void *)parents, 9);
		say("another's memory by a number", r);
		if (r > 0 && read(fds[0], in, 16) > 0)
			printf("there is \"%s\"\n", in);
		say("another's pages by a number", __sys_munmap((void *)(parents & ~4095UL), 4096));
		fflush(stdout);
		_exit(0);
	}
	waitpid(pid, 0, 0);
}

// What no level drops: without the kernel's help a number is no authority, tags do
// not cross, and a program does not reach a system register.
static int ended(void (*f)(void))
{
	fflush(stdout);
	int pid = fork(), status;
	if (pid == 0) {
		f();
		_exit(0);
	}
	waitpid(pid, &status, 0);
	return WTERMSIG(status);
}

static unsigned long at;

static void load(void)
{
	*(volatile char *)at;
}

static void status(void)
{
	__asm__ volatile("csrr t0, sstatus" ::: "t0");
}

int main(int argc, char **argv)
{
	static void *out[1], *in[1];
	at = strtoul(argv[1], 0, 0);
	pipe(fds);
	console();
	by_number(at);
	beyond();
	mappings();
	others();
	out[0] = out;
	__sys_write(fds[1], out, sizeof out);
	__sys_read(fds[0], in, sizeof in);
	printf("a capability through a pipe: tag %d\n", (int)cheri_tag_get(in[0]));
	printf("a load through a number: signal %d\n", ended(load));
	printf("a system register: signal %d\nalive\n", ended(status));
	return 0;
}
