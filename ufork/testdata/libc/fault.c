/* Faults that nobody handles. */
#include <cheriintrin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int dive(int n)
{
	volatile char room[4096];

	room[0] = (char)n;
	return dive(n + 1) + room[0];
}

int main(int argc, char **argv)
{
	const char *what = argv[1];
	char *volatile p = malloc(64);
	void (*volatile f)(void) = (void (*)(void))p;

	printf("half a line");
	fflush(stdout);
	if (strcmp(what, "bounds") == 0)
		p[64] = 1;
	else if (strcmp(what, "tag") == 0)
		*(char *)cheri_tag_clear(p) = 1;
	else if (strcmp(what, "perm") == 0)
		*(char *)cheri_perms_and(p, ~CHERI_PERM_STORE) = 1;
	else if (strcmp(what, "sealed") == 0)
		return *(char *)main;
	else if (strcmp(what, "jump") == 0)
		f();
	else if (strcmp(what, "align") == 0)
		return **(char **)(p + 8) + 1;
	else if (strcmp(what, "csr") == 0)
		__asm__ volatile("csrr a0, mstatus" : : : "a0");
	else if (strcmp(what, "ecall") == 0)
		__asm__ volatile("ecall");
	else if (strcmp(what, "break") == 0)
		__asm__ volatile("ebreak");
	else if (strcmp(what, "stack") == 0)
		return dive(0);
	else if (strcmp(what, "abort") == 0)
		abort();
	return 0;
}
