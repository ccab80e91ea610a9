#include <signal.h>
#include <stdio.h>
#include <string.h>

void psignal(int sig, const char *text)
{
	if (text != NULL && *text != 0)
		fprintf(stderr, "%s: ", text);
	fprintf(stderr, "%s\n", strsignal(sig));
}
