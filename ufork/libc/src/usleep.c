#include <time.h>
#include <unistd.h>
#include <ushell/sys.h>

int usleep(useconds_t us)
{
	struct timespec time = { us / 1000000, us % 1000000 * 1000 };

	return (int)__ret(__sys_nanosleep(&time, NULL));
}
