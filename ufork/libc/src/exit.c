/* Each part of the library that has something to do at the end is called only
 * if the program has it. */
#include <stdlib.h>
#include <ushell/exit.h>
#include <ushell/sys.h>

void __atexit_run(void) __attribute__((weak));
void __stdio_exit(void) __attribute__((weak));

void exit(int status)
{
	if (__atexit_run)
		__atexit_run();
	__run_destructors();
	if (__stdio_exit)
		__stdio_exit();
	__sys_exit(status);
}
