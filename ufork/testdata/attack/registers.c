// registers: ddc belongs to a µprocess: it survives switches and is relocated by fork. So do
// floating-point registers. utidc can be read, but not written.
#include "attack.h"
#include <sched.h>

static void *get(void)
{
	void *c;
	__asm__ volatile("csrr %0, ddc" : "=r"(c));
	return c;
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
	printf("parent %s, child %d\nalive\n", kept ? "kept it" : "lost it", WEXITSTATUS(status));
	return 0;
}
/* Output:
parent kept it, child 7
alive
*/
