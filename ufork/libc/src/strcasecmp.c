#include <ctype.h>
#include <strings.h>

int strcasecmp(const char *a, const char *b)
{
	for (; tolower(*a) == tolower(*b) && *a != 0; a++, b++)
		;
	return tolower(*a) - tolower(*b);
}
