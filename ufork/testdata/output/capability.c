// %p is an address, %#p the whole capability.
#include <cheriintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char text[256];

// show prints a capability with its address as the distance from base.
static const char *show(void *p, const char *base)
{
	char from[32], *s = text, *at;

	sprintf(text, "%#p", p);
	for (long off = 0; off <= 64; off += 8) {
		char to[8];
		sprintf(from, "%p", base + off);
		sprintf(to, "+%02ld", off);
		while ((at = strstr(s, from))) {
			memcpy(at, to, 3);
			memmove(at + 3, at + strlen(from), strlen(at + strlen(from)) + 1);
		}
	}
	return text;
}

static int function(void) { return 1; }

int main(void)
{
	char *p = malloc(40);
	const char *constant = "fifteen letters";
	uintptr_t integer = 0x1234;

	printf("%s\n", show(p, p));
	printf("%s\n", show(p + 8, p));
	printf("%s\n", show(cheri_bounds_set(p, 16), p));
	printf("%s\n", show(cheri_perms_and(p, CHERI_PERM_LOAD), p));
	printf("%s\n", show(cheri_tag_clear(p), p));
	printf("%s\n", show((void *)constant, constant));
	sprintf(text, "%#p", (void *)function);
	printf("%d %d\n", strstr(text, " [rx") != NULL || strstr(text, " [r") != NULL, strstr(text, "(sentry)") != NULL);
	printf("%#p %p %p %lx\n", (void *)integer, (void *)integer, NULL, (unsigned long)integer);
	printf("[%#20p] [%-8p] [%8p]\n", (void *)(uintptr_t)5, (void *)(uintptr_t)5, (void *)(uintptr_t)5);
	return 0;
}
