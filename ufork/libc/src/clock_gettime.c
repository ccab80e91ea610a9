#include <time.h>
#include <ushell/sys.h>

int clock_gettime(clockid_t id, struct timespec *ts)
{
	return (int)__ret(__sys_clock_gettime(id, ts));
}
