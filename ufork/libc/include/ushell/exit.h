/* How a program starts and ends, between the runtime and the library. */
#ifndef _USHELL_EXIT_H
#define _USHELL_EXIT_H

/* Runs what is to run before main, main, and exit with its result. argv and env
 * end with NULL. */
_Noreturn void __libc_start(int argc, char **argv, char **env);

void __run_destructors(void);

#endif
