#include <signal.h>
#include <string.h>

char *strsignal(int sig)
{
	static char text[] = "Unknown signal 0000000000";

	if (sig > 0 && sig < NSIG && sys_siglist[sig] != NULL)
		return (char *)sys_siglist[sig];
	for (char *p = text + sizeof text - 1; p > strrchr(text, ' ') + 1; sig /= 10)
		*--p = (char)('0' + sig % 10);
	return text;
}
