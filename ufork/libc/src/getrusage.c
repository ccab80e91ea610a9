#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

/* Of what a process has used only the time is known. */
int getrusage(int who, struct rusage *usage)
{
	clock_t now = clock();

	if (who != RUSAGE_SELF && who != RUSAGE_CHILDREN) {
		errno = EINVAL;
		return -1;
	}
	memset(usage, 0, sizeof *usage);
	if (who == RUSAGE_SELF && now > 0) {
		usage->ru_utime.tv_sec = now / CLOCKS_PER_SEC;
		usage->ru_utime.tv_usec = now % CLOCKS_PER_SEC;
	}
	return 0;
}
