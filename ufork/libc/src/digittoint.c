#include <ctype.h>

int digittoint(int c)
{
	if (isdigit(c))
		return c - '0';
	return isxdigit(c) ? (c | 32) - 'a' + 10 : 0;
}
