#include <strings.h>

int ffsll(long long x)
{
	return ffsl(x);
}
