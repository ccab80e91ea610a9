// stacks: system calls and traps with stack pointers that are none
#include "attack.h"

static void *volatile value;

// call makes getpid with sp set to value, and answers whether its result is right.
static int call(void *sp)
{
	long pid = getpid(), got;
	__asm__ volatile("ymv s1, sp\n ymv s2, ra\n ymv sp, %1\n jalr %2\n ymv sp, s1\n ymv ra, s2\n mv %0, a0"
	                 : "=r"(got)
	                 : "r"(sp), "r"(__syscalls[SYS_getpid])
	                 : "a0", "t0", "s1", "s2", "ra", "memory");
	return got == pid;
}

// spin waits for some turns of the timer with sp set to value.
static void spin(void *sp)
{
	__asm__ volatile("ymv s1, sp\n ymv sp, %0\n li t0, 60000\n1: addi t0, t0, -1\n bnez t0, 1b\n ymv sp, s1" ::"r"(sp) : "t0", "s1");
}

// Signal handlers can't run on such a stack: that ends the µprocess, not the
// kernel.
static void handler(int sig)
{
}

static void deliver(void *sp)
{
	signal(SIGUSR1, handler);
	long pid = getpid();
	__asm__ volatile("ymv s1, sp\n ymv sp, %0\n mv a0, %1\n li a1, 10\n jalr %2\n ymv sp, s1" ::"r"(sp), "r"(pid), "r"(__syscalls[SYS_kill])
	                 : "a0", "a1", "t0", "s1", "ra", "memory");
}

static void forked(void *sp)
{
	// fork with a bad stack pointer: the child has the same one.
	long got;
	__asm__ volatile("ymv s1, sp\n ymv sp, %1\n jalr %2\n ymv sp, s1\n mv %0, a0"
	                 : "=r"(got)
	                 : "r"(sp), "r"(__syscalls[SYS_fork])
	                 : "a0", "t0", "s1", "ra", "memory");
	if (got == 0)
		_exit(5);
	int status;
	waitpid(got, &status, 0);
	_exit(WEXITSTATUS(status) != 5);
}

static void try_deliver(void)
{
	deliver(value);
}

static void try_fork(void)
{
	forked(value);
}

int main(void)
{
	char local[64];
	void *bad[] = { 0, (void *)16, cheri_tag_clear(local), cheri_bounds_set(local, 16), cheri_perms_and(local, 0), __syscalls[SYS_getpid],
	                (void *)0x80000000UL, cheri_sentry_create(local) };
	int right = 0, n = sizeof bad / sizeof bad[0];
	for (int i = 0; i < n; i++) {
		right += call(bad[i]);
		spin(bad[i]);
		value = bad[i];
		attack("a signal", try_deliver);
		attack("a fork", try_fork);
	}
	printf("%d of %d calls answered\nalive\n", right, n);
	return 0;
}
/* Contains:
a signal: signal 11
a fork: ended with 0
8 of 8 calls answered
alive
*/
