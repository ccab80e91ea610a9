#include <string.h>

/* The one locale there is orders by the bytes. */
int strcoll(const char *a, const char *b)
{
	return strcmp(a, b);
}
