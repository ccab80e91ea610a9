/* The order of what runs before and after main, and the arguments. */
#include <cheriintrin.h>
#include <string.h>
#include <unistd.h>
#include "check.h"

__attribute__((constructor)) static void before(void)
{
	write(1, "before\n", 7);
}

__attribute__((destructor)) static void after(void)
{
	write(1, "after\n", 6);
}

static void last(void)
{
	printf("atexit 1\n");
}

static void first(void)
{
	printf("atexit 2\n");
	fflush(stdout);
}

int main(int argc, char **argv)
{
	atexit(last);
	atexit(first);
	CHECK(cheri_length_get(argv) == ((size_t)argc + 1) * sizeof *argv && argv[argc] == NULL);
	for (int i = 0; i < argc; i++) {
		CHECK(cheri_length_get(argv[i]) == strlen(argv[i]) + 1);
		printf("%s\n", argv[i]);
	}
	CHECK(argc == 0 || strcmp(getprogname(), argv[0]) == 0);
	printf("main %d\n", argc);
	exit(failures != 0 ? 1 : 3);
}
