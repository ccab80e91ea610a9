#include <strings.h>

int ffs(int x)
{
	return ffsl((unsigned)x);
}
