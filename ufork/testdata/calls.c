// calls: random system calls with random arguments, from a seed: calls N SEED
#pragma clang diagnostic ignored "-Wcheri-capability-misuse"
#include <cheriintrin.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <ushell/sys.h>

static uint64_t state;

static uint64_t rnd(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state * 0x2545f4914f6cdd1dUL >> 11;
}

static char buffer[8192] __attribute__((aligned(4096)));
static void *maps[16];
extern void *const *__syscalls;

static void handler(int sig)
{
}

// pointer is a pointer that a call may like, or not at all.
static void *pointer(void)
{
	char *p = buffer + (rnd() & 4095);
	switch (rnd() % 16) {
	case 0: return 0;
	case 1: return (void *)rnd();
	case 2: return cheri_tag_clear(p);
	case 3: return cheri_perms_and(p, rnd());
	case 4: return cheri_bounds_set(p, rnd() % 64);
	case 5: return cheri_sentry_create(p);
	case 6: return __syscalls[rnd() % SYS_COUNT];
	case 7: return (void *)__syscalls;
	case 8: case 9: return maps[rnd() % 16];
	case 10: return (void *)handler;
	case 11: return p + (rnd() & 0xfffff);
	default: return (void *)((uintptr_t)p & ~(uintptr_t)15);
	}
}

static uint64_t number(void)
{
	switch (rnd() % 8) {
	case 0: return rnd();
	case 1: return -(rnd() & 4095);
	case 2: return rnd() & 0xffff;
	case 3: return 4096;
	case 4: return 1UL << (rnd() & 63);
	default: return rnd() & 31;
	}
}

static void *argument(void)
{
	return rnd() & 1 ? pointer() : (void *)number();
}

// call is one that any program may make: those that would end or stop this one are
// tamed.
static long call(int n)
{
	void *a = argument(), *b = argument(), *c = argument();
	switch (n) {
	case SYS_exit: case SYS_sigreturn: case SYS_sigsuspend: case SYS_nanosleep:
		n = SYS_getpid;
		break;
	case SYS_fork: {
		if (rnd() % 64)
			return 0;
		int pid = fork();
		if (pid == 0) {
			// The child makes some calls of its own, and ends.
			for (int i = 0; i < 20; i++)
				call(SYS_mmap + (int)(rnd() % 3));
			_exit((int)rnd() & 127);
		}
		return pid;
	}
	case SYS_wait: case SYS_wait4: c = (void *)1UL; a = (void *)-1UL; n = SYS_wait4; break; // WNOHANG
	case SYS_kill: a = (void *)(uint64_t)(getpid() + rnd() % 4); b = (void *)(rnd() % 70 == 9 ? 0UL : (uint64_t)SIGUSR1); break;
	case SYS_execve: // not of itself
		if (cheri_tag_get(a))
			strcpy(buffer, "nothing");
		break;
	case SYS_close: case SYS_dup2:
		if ((uint64_t)a <= 2)
			a = (void *)(3 + rnd() % 29);
		if ((uint64_t)b <= 2)
			b = (void *)(3 + rnd() % 29);
		break;
	case SYS_dup: case SYS_fcntl: // the console stays what it is
		if ((uint64_t)a <= 2)
			a = (void *)(3 + rnd() % 29);
		break;
	case SYS_sigprocmask: {
		long r = __sys_sigprocmask((int)(rnd() & 3), a, b);
		unsigned long faults = 1UL << (SIGPROT - 1) | 1UL << (SIGSEGV - 1) | 1UL << (SIGBUS - 1);
		__sys_sigprocmask(SIG_UNBLOCK, &faults, 0);
		return r;
	}
	case SYS_read: case SYS_write: // not from an empty pipe, nor to a full one
		if ((uint64_t)a < 32)
			__sys_fcntl((int)(uint64_t)a, 4, 04000 | (rnd() & 02000));
		if (n == SYS_write && (uint64_t)a <= 2)
			return 0;
		c = (void *)((uint64_t)c & 0xffff);
		break;
	case SYS_lseek: b = (void *)((uint64_t)b & 0x3ffff); break;
	case SYS_mmap: {
		int flags = rnd() & 1 ? MAP_ANONYMOUS | MAP_PRIVATE : (int)(rnd() & 0x5033);
		if (rnd() & 1)
			b = (void *)(rnd() & 0x1ffff);
		switch (rnd() % 4) {
		case 0: // in place of what was mapped, with authority or without
			flags |= MAP_FIXED;
			a = (char *)maps[rnd() % 16] + (rnd() & 3) * 4096;
			if (rnd() % 8 == 0)
				a = cheri_address_set(0, cheri_address_get(a));
			if (rnd() & 3)
				b = (void *)(rnd() & 0x1fff);
			break;
		case 1: break;
		default: a = 0;
		}
		void *r = __sys_mmap(a, (uint64_t)b, (int)(rnd() & 15 ? rnd() & 7 : rnd()), flags, -1, 0);
		if (cheri_tag_get(r)) {
			void **slot = &maps[rnd() % 16];
			if (*slot)
				__sys_munmap(*slot, cheri_length_get(*slot));
			*slot = r;
		}
		return 0;
	}
	case SYS_munmap: case SYS_mprotect:
		// What lies in the program's own pages stays.
		a = maps[rnd() % 16];
		if (rnd() & 1)
			a = (void *)((uintptr_t)a + (rnd() & 0xf) * 4096);
		if (rnd() & 1)
			b = (void *)((rnd() & 15) * 4096);
		if (n == SYS_munmap && a == maps[0])
			maps[0] = 0;
		break;
	case SYS_sigaction: {
		struct sigaction s = { .sa_handler = handler, .sa_flags = (int)(rnd() & 0x10000000) };
		if (rnd() & 1)
			return __sys_sigaction(SIGUSR1, &s, b);
		switch ((int)(uint64_t)a) {
		case SIGPROT: case SIGSEGV: case SIGBUS: case SIGPIPE: case SIGCHLD: case SIGUSR1: return 0;
		}
		break;
	}
	case SYS_getrandom: b = (void *)((uint64_t)b & 0xffff); break;
	}
	long (*f)(void *, void *, void *) = (long (*)(void *, void *, void *))__syscalls[n];
	return f(a, b, c);
}

static sigjmp_buf out;
static int self;

static void fault(int sig)
{
	if (getpid() != self)
		_exit(126);
	siglongjmp(out, 1);
}

int main(int argc, char **argv)
{
	unsigned long n = argc > 1 ? strtoul(argv[1], 0, 0) : 1000, done[2] = { 0, 0 };
	state = (argc > 2 ? strtoul(argv[2], 0, 0) : 1) * 0x9e3779b97f4a7c15UL | 1;
	self = getpid();
	struct sigaction s = { .sa_handler = handler };
	sigaction(SIGUSR1, &s, 0);
	signal(SIGPIPE, SIG_IGN);
	// Its own mistakes don't end it: some pointers are wrong for the program too.
	signal(SIGPROT, fault);
	signal(SIGSEGV, fault);
	signal(SIGBUS, fault);
	static volatile unsigned long i;
	for (i = 0; i < n; i++) {
		if (sigsetjmp(out, 1))
			continue;
		done[call((int)(rnd() % SYS_COUNT)) < 0]++;
		if (i % 512 == 511) {
			for (int fd = 3; fd < 32; fd++)
				__sys_close(fd);
			while (__sys_wait4(-1, 0, 1, 0) > 0)
				;
		}
	}
	unsigned long none = 0;
	__sys_sigprocmask(SIG_SETMASK, &none, 0);
	while (__sys_wait4(-1, 0, 0, 0) > 0)
		;
	printf("%lu calls, %s\nalive\n", n, done[0] > n / 20 && done[1] > n / 20 ? "some with success and some with an error" : "too few of a kind");
	return 0;
}
