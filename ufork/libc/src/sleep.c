#include <time.h>
#include <unistd.h>
#include <ushell/sys.h>

unsigned sleep(unsigned seconds)
{
	struct timespec time = { seconds, 0 }, rest = { 0, 0 };

	if (__sys_nanosleep(&time, &rest) == 0)
		return 0;
	return (unsigned)rest.tv_sec + (rest.tv_nsec > 0);
}
