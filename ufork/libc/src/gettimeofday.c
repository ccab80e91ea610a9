#include <sys/time.h>
#include <time.h>

int gettimeofday(struct timeval *restrict tv, void *restrict tz)
{
	struct timespec now;

	if (tz)
		*(struct timezone *)tz = (struct timezone){0, 0};
	if (!tv)
		return 0;
	if (clock_gettime(CLOCK_REALTIME, &now))
		return -1;
	tv->tv_sec = now.tv_sec;
	tv->tv_usec = now.tv_nsec / 1000;
	return 0;
}
