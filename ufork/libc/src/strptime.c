/* Text to dates. */
#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <ushell/names.h>

/* Reads a number of at most digits digits between low and high; NULL if there
 * is none. */
static const char *number(const char *s, int digits, int low, int high, int *v)
{
	int n = 0, any = 0;

	while (isspace((unsigned char)*s))
		s++;
	for (; digits-- && isdigit((unsigned char)*s); any = 1)
		n = n * 10 + *s++ - '0';
	if (!any || n < low || n > high)
		return NULL;
	*v = n;
	return s;
}

/* Reads one of count names or its first three letters. */
static const char *name(const char *s, const char (*names)[12], int count, int *v)
{
	for (int i = 0; i < count; i++) {
		size_t n = strlen(names[i]);
		if (strncasecmp(s, names[i], n) == 0)
			return *v = i, s + n;
		if (strncasecmp(s, names[i], 3) == 0 && !isalpha((unsigned char)s[3]))
			return *v = i, s + 3;
	}
	return NULL;
}

/* One conversion at s; NULL when it does not match. */
static const char *convert(const char *s, int c, struct tm *tm, int *century, int *pm)
{
	int v = 0;

	switch (c) {
	case 'a': case 'A': return name(s, __days, 7, &tm->tm_wday);
	case 'b': case 'B': case 'h': return name(s, __months, 12, &tm->tm_mon);
	case 'c': return strptime(s, "%a %b %e %H:%M:%S %Y", tm);
	case 'C':
		s = number(s, 2, 0, 99, century);
		return s;
	case 'd': case 'e': return number(s, 2, 1, 31, &tm->tm_mday);
	case 'D': case 'x': return strptime(s, "%m/%d/%y", tm);
	case 'F': return strptime(s, "%Y-%m-%d", tm);
	case 'H': case 'k': return number(s, 2, 0, 23, &tm->tm_hour);
	case 'I': case 'l':
		if ((s = number(s, 2, 1, 12, &v)))
			tm->tm_hour = v % 12;
		return s;
	case 'j':
		if ((s = number(s, 3, 1, 366, &v)))
			tm->tm_yday = v - 1;
		return s;
	case 'm':
		if ((s = number(s, 2, 1, 12, &v)))
			tm->tm_mon = v - 1;
		return s;
	case 'M': return number(s, 2, 0, 59, &tm->tm_min);
	case 'p':
		if (strncasecmp(s, "am", 2) && strncasecmp(s, "pm", 2))
			return NULL;
		*pm = tolower((unsigned char)*s) == 'p';
		return s + 2;
	case 'r': return strptime(s, "%I:%M:%S %p", tm);
	case 'R': return strptime(s, "%H:%M", tm);
	case 's': {
		time_t t = 0;
		if (!isdigit((unsigned char)*s))
			return NULL;
		for (; isdigit((unsigned char)*s) && t < (1L << 58); s++)
			t = t * 10 + *s - '0';
		return gmtime_r(&t, tm) ? s : NULL;
	}
	case 'S': return number(s, 2, 0, 60, &tm->tm_sec);
	case 'T': case 'X': return strptime(s, "%H:%M:%S", tm);
	case 'u':
		if ((s = number(s, 1, 1, 7, &v)))
			tm->tm_wday = v % 7;
		return s;
	case 'w': return number(s, 1, 0, 6, &tm->tm_wday);
	case 'U': case 'V': case 'W': return number(s, 2, 0, 53, &v);
	case 'y':
		if ((s = number(s, 2, 0, 99, &v)))
			tm->tm_year = v < 69 ? v + 100 : v;
		return s;
	case 'Y':
		if ((s = number(s, 9, 0, 999999999, &v)))
			tm->tm_year = v - 1900;
		return s;
	case 'z':
		if (*s == 'Z')
			return s + 1;
		if (*s != '+' && *s != '-')
			return NULL;
		return number(s + 1, 4, 0, 1400, &v);
	case 'Z':
		while (isalpha((unsigned char)*s))
			s++;
		return s;
	case '%': return *s == '%' ? s + 1 : NULL;
	}
	return NULL;
}

char *strptime(const char *restrict s, const char *restrict fmt, struct tm *restrict tm)
{
	int century = -1, pm = -1;

	for (; *fmt; fmt++) {
		if (isspace((unsigned char)*fmt) || (*fmt == '%' && (fmt[1] == 'n' || fmt[1] == 't'))) {
			while (isspace((unsigned char)*s))
				s++;
			fmt += *fmt == '%';
		} else if (*fmt != '%') {
			if (*s++ != *fmt)
				return NULL;
		} else {
			fmt++;
			if (*fmt == 'E' || *fmt == 'O')
				fmt++;
			if (!*fmt || !(s = convert(s, *fmt, tm, &century, &pm)))
				return NULL;
		}
	}
	if (pm >= 0)
		tm->tm_hour = tm->tm_hour % 12 + 12 * pm;
	if (century >= 0)
		tm->tm_year = century * 100 - 1900 + (tm->tm_year % 100 + 100) % 100;
	return (char *)s;
}
