/* What the loader gave the program, as main gets it. */
#include <cheriintrin.h>
#include <string.h>
#include <ushell/exit.h>
#include <ushell/bare.h>

/* The loader fills this before the machine starts: how many arguments there are
 * in 8 bytes, then the strings, each with its NUL. The first one is the name of
 * the program. */
char __bare_args[4096] = { 0 };

/* The next string at *at, with bounds of its own. */
static char *next_string(char **at)
{
	char *s = *at;
	size_t n = strlen(s) + 1;

	*at += n;
	return cheri_bounds_set(s, n);
}

_Noreturn void __bare_start(void)
{
	uint64_t argc = *(uint64_t *)__bare_args;
	char *at = __bare_args + sizeof argc, *env[1] = { NULL };

	if (argc > sizeof __bare_args - sizeof argc)
		argc = 0;
	char *argv[argc + 2];
	for (uint64_t i = 0; i < argc; i++)
		argv[i] = next_string(&at);
	argv[argc] = NULL;
	__libc_start((int)argc, cheri_bounds_set(argv, (argc + 1) * sizeof *argv), env);
}
