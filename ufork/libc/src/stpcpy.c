#include <string.h>

char *stpcpy(char *restrict to, const char *restrict from)
{
	for (; (*to = *from) != 0; to++, from++)
		;
	return to;
}
