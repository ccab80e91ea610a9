#include <string.h>

char *strcasestr(const char *hay, const char *needle)
{
	size_t n = strlen(needle);

	for (; strncasecmp(hay, needle, n) != 0; hay++)
		if (*hay == 0)
			return NULL;
	return (char *)hay;
}
