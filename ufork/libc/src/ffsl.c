#include <strings.h>

int ffsl(long x)
{
	return x != 0 ? __builtin_ctzl((unsigned long)x) + 1 : 0;
}
