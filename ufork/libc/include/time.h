/* time.h: times of day and of the calendar; every local time is UTC. */
#ifndef _TIME_H
#define _TIME_H

typedef unsigned long size_t;
typedef long time_t;
typedef long clock_t;
typedef int clockid_t;

#ifndef NULL
#define NULL ((void *)0)
#endif

#ifndef _STRUCT_TIMESPEC
#define _STRUCT_TIMESPEC
struct timespec {
	time_t tv_sec;
	long tv_nsec;
};
#endif

struct tm {
	int tm_sec;   /* 0-60 */
	int tm_min;   /* 0-59 */
	int tm_hour;  /* 0-23 */
	int tm_mday;  /* 1-31 */
	int tm_mon;   /* 0-11 */
	int tm_year;  /* since 1900 */
	int tm_wday;  /* 0 is Sunday */
	int tm_yday;  /* 0-365 */
	int tm_isdst; /* always 0 here */
	long tm_gmtoff;
	const char *tm_zone;
};

#define CLOCKS_PER_SEC 1000000L
#define TIME_UTC 1

#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1
#define CLOCK_PROCESS_CPUTIME_ID 2
#define CLOCK_THREAD_CPUTIME_ID 3

time_t time(time_t *t);
clock_t clock(void);
double difftime(time_t a, time_t b);
time_t mktime(struct tm *tm);
time_t timegm(struct tm *tm);
struct tm *gmtime(const time_t *t);
struct tm *gmtime_r(const time_t *restrict t, struct tm *restrict tm);
struct tm *localtime(const time_t *t);
struct tm *localtime_r(const time_t *restrict t, struct tm *restrict tm);
char *asctime(const struct tm *tm);
char *asctime_r(const struct tm *restrict tm, char *restrict buf);
char *ctime(const time_t *t);
char *ctime_r(const time_t *t, char *buf);
size_t strftime(char *restrict s, size_t max, const char *restrict fmt, const struct tm *restrict tm);
char *strptime(const char *restrict s, const char *restrict fmt, struct tm *restrict tm);
int timespec_get(struct timespec *ts, int base);
void tzset(void);
extern char *tzname[2];
extern long timezone;
extern int daylight;

int nanosleep(const struct timespec *want, struct timespec *left);
int clock_gettime(clockid_t id, struct timespec *ts);
int clock_getres(clockid_t id, struct timespec *ts);

#endif
