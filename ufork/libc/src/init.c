/* From the start of a program to main. The runtime has made the stack, applied
 * the capability initialisers, and calls __libc_start. */
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>
#include <ushell/exit.h>

/* What attributes constructor and destructor have collected: arrays between
 * symbols of the linker. */
typedef void (*function)(void);
extern function __init_array_start[], __init_array_end[];
extern function __fini_array_start[], __fini_array_end[];

int main(int argc, char **argv, char **env);

void __run_destructors(void)
{
	for (ptrdiff_t n = __fini_array_end - __fini_array_start; n-- > 0;)
		__fini_array_start[n]();
}

void __libc_start(int argc, char **argv, char **env)
{
	environ = env;
	setprogname(argc > 0 ? argv[0] : "");
	for (function *f = __init_array_start; f < __init_array_end; f++)
		(*f)();
	exit(main(argc, argv, env));
}
