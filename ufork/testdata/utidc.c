// utidc: says what is in utidc, for TestUtidc, which sets it
#include <cheriintrin.h>
#include <sched.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void *utidc(void)
{
	void *c;
	__asm__ volatile("csrr %0, utidc" : "=r"(c));
	return c;
}

static void say(const char *who)
{
	void *c = utidc();
	unsigned long base = cheri_base_get(cheri_pcc_get()); // of the region
	printf("%s: offset %#lx, length %lu, tag %d, sealed %d\n", who, cheri_address_get(c) - base, cheri_length_get(c), (int)cheri_tag_get(c),
	       (int)cheri_is_sealed(c));
	fflush(stdout);
}

int main(int argc, char **argv)
{
	if (argc > 1) {
		printf("the child's after exec: tag %d\n", (int)cheri_tag_get(utidc()));
		return 0;
	}
	say("parent");
	if (fork() == 0) {
		char *again[] = { argv[0], "again", 0 };
		sched_yield();
		say("child");
		execv(argv[0], again);
		return 1;
	}
	sched_yield();
	wait(0);
	say("parent");
	return 0;
}
