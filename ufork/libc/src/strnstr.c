#include <string.h>

char *strnstr(const char *hay, const char *needle, size_t n)
{
	return memmem(hay, strnlen(hay, n), needle, strlen(needle));
}
