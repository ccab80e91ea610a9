// Dates: to and from seconds, as text, and out of range.
#include <stdio.h>
#include <string.h>
#include <time.h>

static void show(time_t t)
{
	struct tm tm = *gmtime(&t);
	char s[200];

	strftime(s, sizeof s, "%Y-%m-%d %H:%M:%S %a %j %U %V %G %u %p %I %y %C %e %D %R %b %B %A", &tm);
	printf("%ld %s %ld\n", (long)t, s, (long)timegm(&tm));
}

int main(void)
{
	static const time_t v[] = {0, -1, 951782400, 1000000000, 1709210096, 4102444800, -2208988800, 253402300799, 1735689599, 1230768000};
	struct tm tm = {.tm_year = 124, .tm_mon = 13, .tm_mday = -5, .tm_hour = 25, .tm_min = -1, .tm_sec = 3600};
	char s[8];
	time_t t = 1234567890;

	for (size_t i = 0; i < sizeof v / sizeof v[0]; i++)
		show(v[i]);
	printf("%ld", (long)timegm(&tm));
	printf(" %d %d %d\n", tm.tm_year, tm.tm_mon, tm.tm_mday);
	printf("%s%zu %zu\n", asctime(gmtime(&t)), strftime(s, 8, "%Y", &tm), strftime(s, 4, "%Y", &tm));
	memset(&tm, 0, sizeof tm);
	printf("%d", strptime("Fri, 13 Feb 2009 11:31:30 PM", "%a, %d %b %Y %I:%M:%S %p", &tm) != NULL);
	printf(" %ld %g\n", (long)timegm(&tm), difftime(5, 3));
	return 0;
}
