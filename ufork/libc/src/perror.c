#include <errno.h>
#include <stdio.h>
#include <string.h>

void perror(const char *s)
{
	const char *what = strerror(errno);

	if (s && *s) {
		fputs(s, stderr);
		fputs(": ", stderr);
	}
	fputs(what, stderr);
	fputc('\n', stderr);
}
