#include <stdio.h>
#include <time.h>
#include <ushell/names.h>

/* The longest year needs more than the 26 characters of a usual date. */
char *asctime_r(const struct tm *restrict tm, char *restrict s)
{
	int day = (unsigned)tm->tm_wday < 7 ? tm->tm_wday : 7, month = (unsigned)tm->tm_mon < 12 ? tm->tm_mon : 12;

	sprintf(s, "%.3s %.3s%3d %.2d:%.2d:%.2d %d\n", __days[day], __months[month], tm->tm_mday, tm->tm_hour,
		tm->tm_min, tm->tm_sec, tm->tm_year + 1900);
	return s;
}

char *asctime(const struct tm *tm)
{
	static char s[80];
	return asctime_r(tm, s);
}

char *ctime(const time_t *t)
{
	struct tm *tm = localtime(t);
	return tm ? asctime(tm) : NULL;
}

char *ctime_r(const time_t *t, char *s)
{
	struct tm tm;
	return localtime_r(t, &tm) ? asctime_r(&tm, s) : NULL;
}
