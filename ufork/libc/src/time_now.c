/* Times of day. */
#include <sys/time.h>
#include <time.h>

time_t time(time_t *t)
{
	struct timespec now;

	if (clock_gettime(CLOCK_REALTIME, &now))
		return -1;
	if (t)
		*t = now.tv_sec;
	return now.tv_sec;
}

clock_t clock(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now))
		return -1;
	return now.tv_sec * CLOCKS_PER_SEC + now.tv_nsec / (1000000000 / CLOCKS_PER_SEC);
}

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

int timespec_get(struct timespec *ts, int base)
{
	return base == TIME_UTC && clock_gettime(CLOCK_REALTIME, ts) == 0 ? base : 0;
}

double difftime(time_t a, time_t b) { return a - b; }
