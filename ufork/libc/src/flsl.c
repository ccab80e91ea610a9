#include <strings.h>

int flsl(long x)
{
	return x != 0 ? 64 - __builtin_clzl((unsigned long)x) : 0;
}
