// registers: ddc belongs to a µprocess: it survives switches and is relocated by fork. So do
// floating-point registers. utidc can be read, but not written. What lr reserves does not
// survive a switch, also one that no trap led to.
#include "attack.h"
#include <sched.h>

static void *get(void)
{
	void *c;
	__asm__ volatile("csrr %0, ddc" : "=r"(c));
	return c;
}

// conditional stores what another has changed since it was loaded: that must fail. It
// answers how often it did not, -1 when nothing changed.
static int conditional(volatile int *p)
{
	int wrong = 0, seen = 0;
	for (int i = 0; i < 8; i++) {
		long before, after, failed;
		__asm__ volatile("ymv s2, %3\n lr.w s3, (s2)\n jalr %4\n lw s4, 0(s2)\n sc.w s5, zero, (s2)\n mv %0, s3\n mv %1, s4\n mv %2, s5"
		                 : "=r"(before), "=r"(after), "=r"(failed)
		                 : "r"(p), "r"(__syscalls[SYS_sched_yield])
		                 : "a0", "t0", "s2", "s3", "s4", "s5", "ra", "memory");
		seen += before != after;
		wrong += before != after && !failed;
	}
	return seen < 4 ? -1 : wrong;
}

static int reservations(void)
{
	volatile int *shared = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int pid = fork();
	if (pid == 0)
		for (int i = 1;; i++) {
			*shared = i;
			__sys_sched_yield();
		}
	int wrong = conditional(shared);
	kill(pid, SIGKILL);
	waitpid(pid, 0, 0);
	return wrong;
}

int main(void)
{
	char mine[16];
	__asm__ volatile("csrw ddc, %0" ::"r"((void *)mine));
	void *before = get();
	register double number __asm__("fs3") = 1.5;
	__asm__ volatile("" : "+f"(number));
	int pid = fork();
	if (pid == 0) {
		void *c = get();
		// The child's is its own: the same distance from its stack.
		int ok = cheri_tag_get(c) == cheri_tag_get(before) && cheri_address_get(c) == cheri_address_get(mine);
		__asm__ volatile("csrw ddc, zero");
		__asm__ volatile("fmv.d.x fs3, zero" ::: "fs3");
		for (int i = 0; i < 10; i++)
			sched_yield();
		_exit(ok && cheri_address_get(get()) == 0 ? 7 : 1);
	}
	int kept = 1;
	for (int i = 0; i < 10; i++) {
		sched_yield();
		kept &= cheri_is_equal_exact(get(), before);
	}
	__asm__ volatile("" : "+f"(number));
	kept &= number == 1.5;
	void *thread;
	__asm__ volatile("csrr %0, utidc" : "=r"(thread));
	kept &= !cheri_tag_get(thread);
	int status;
	waitpid(pid, &status, 0);
	printf("stores that should have failed: %d\n", reservations());
	printf("parent %s, child %d\nalive\n", kept ? "kept it" : "lost it", WEXITSTATUS(status));
	return 0;
}
/* Output:
stores that should have failed: 0
parent kept it, child 7
alive
*/
