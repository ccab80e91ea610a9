#include <strings.h>

int flsll(long long x)
{
	return flsl(x);
}
