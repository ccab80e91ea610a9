#include <time.h>
#include <ushell/sys.h>

int nanosleep(const struct timespec *want, struct timespec *left)
{
	return (int)__ret(__sys_nanosleep(want, left));
}
