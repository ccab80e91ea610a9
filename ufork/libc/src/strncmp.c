#include <string.h>

int strncmp(const char *a, const char *b, size_t n)
{
	for (; n > 0; n--, a++, b++) {
		int diff = (unsigned char)*a - (unsigned char)*b;
		if (diff != 0 || *a == 0)
			return diff;
	}
	return 0;
}
