/* Seconds since 1970 and dates of the Gregorian calendar, in UTC. */
#include <errno.h>
#include <limits.h>
#include <time.h>

/* Days from 1970-01-01 to a date; month counts from March, 0 to 11. A year that
 * begins in March ends with the leap day, so the months before it are regular. */
static long days_from(long year, int month, int day)
{
	long era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + (153 * month + 2) / 5 + day - 719469;
}

static int is_leap(long year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

/* Days of the year before a month. */
static int before(int month, int leap)
{
	static const short days[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
	return days[month] + (leap && month > 1);
}

struct tm *gmtime_r(const time_t *restrict t, struct tm *restrict tm)
{
	long days = *t / 86400, seconds = *t % 86400, era, of_era, of_year, year, month;

	if (seconds < 0) {
		seconds += 86400;
		days--;
	}
	days += 719468; /* since March 1 of year 0 */
	era = (days >= 0 ? days : days - 146096) / 146097;
	of_era = days - era * 146097;
	year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	of_year = of_era - (365 * year + year / 4 - year / 100);
	month = (5 * of_year + 2) / 153;
	year += era * 400 + (month >= 10);
	if (year - 1900 > INT_MAX || year - 1900 < INT_MIN) {
		errno = EOVERFLOW;
		return NULL;
	}
	tm->tm_year = year - 1900;
	tm->tm_mon = month < 10 ? month + 2 : month - 10;
	tm->tm_mday = of_year - (153 * month + 2) / 5 + 1;
	tm->tm_yday = before(tm->tm_mon, is_leap(year)) + tm->tm_mday - 1;
	tm->tm_wday = (days % 7 + 7 + 3) % 7; /* March 1 of year 0 was a Wednesday */
	tm->tm_hour = seconds / 3600;
	tm->tm_min = seconds / 60 % 60;
	tm->tm_sec = seconds % 60;
	tm->tm_isdst = 0;
	tm->tm_gmtoff = 0;
	tm->tm_zone = "UTC";
	return tm;
}

/* Members may be out of their ranges; they are put in order. */
time_t timegm(struct tm *tm)
{
	long months = tm->tm_mon, year = tm->tm_year + 1900L + months / 12;
	time_t t;

	months %= 12;
	if (months < 0) {
		months += 12;
		year--;
	}
	months -= 2;
	if (months < 0) {
		months += 12;
		year--;
	}
	t = days_from(year, months, 1) + tm->tm_mday - 1;
	t = t * 86400 + tm->tm_hour * 3600L + tm->tm_min * 60L + tm->tm_sec;
	return gmtime_r(&t, tm) ? t : -1;
}

struct tm *localtime_r(const time_t *restrict t, struct tm *restrict tm) { return gmtime_r(t, tm); }
time_t mktime(struct tm *tm) { return timegm(tm); }

struct tm *gmtime(const time_t *t)
{
	static struct tm tm;
	return gmtime_r(t, &tm);
}

struct tm *localtime(const time_t *t) { return gmtime(t); }
