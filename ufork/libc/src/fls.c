#include <strings.h>

int fls(int x)
{
	return flsl((unsigned)x);
}
