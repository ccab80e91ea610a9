#include <string.h>

char *strcpy(char *restrict to, const char *restrict from)
{
	char *d = to;

	while ((*d++ = *from++) != 0)
		;
	return to;
}
