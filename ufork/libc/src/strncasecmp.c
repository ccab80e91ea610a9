#include <ctype.h>
#include <strings.h>

int strncasecmp(const char *a, const char *b, size_t n)
{
	for (; n > 0; n--, a++, b++) {
		int diff = tolower(*a) - tolower(*b);
		if (diff != 0 || *a == 0)
			return diff;
	}
	return 0;
}
