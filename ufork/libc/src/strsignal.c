#include <signal.h>
#include <stdio.h>
#include <string.h>

char *strsignal(int sig)
{
	static char text[sizeof "Unknown signal -2147483648"];

	if (sig > 0 && sig < NSIG && sys_siglist[sig] != NULL)
		return (char *)sys_siglist[sig];
	snprintf(text, sizeof text, "Unknown signal %d", sig);
	return text;
}
