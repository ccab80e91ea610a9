/* Dates as text. */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <ushell/names.h>

/* The text so far; n stays at max once it did not fit. */
struct out {
	char *s;
	size_t n, max;
};

static void put(struct out *o, const char *s)
{
	size_t n = strlen(s);

	if (n >= o->max - o->n) {
		o->n = o->max;
		return;
	}
	memcpy(o->s + o->n, s, n);
	o->n += n;
}

/* v with at least width digits, filled with fill; '-' for none. */
static void put_number(struct out *o, long v, int width, char fill)
{
	char s[24];

	if (fill == '-')
		sprintf(s, "%ld", v);
	else
		sprintf(s, fill == ' ' ? "%*ld" : "%0*ld", width, v);
	put(o, s);
}

static int is_leap(long year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

/* The ISO week, and the year that it belongs to. Weeks begin on Monday; the
 * first has the year's first Thursday. */
static int iso_week(const struct tm *tm, long *year)
{
	int monday = (tm->tm_wday + 6) % 7, week = (tm->tm_yday + 10 - monday) / 7;
	int january1 = (monday + 371 - tm->tm_yday) % 7, days;

	*year = tm->tm_year + 1900L;
	if (week < 1) {
		--*year;
		days = 365 + is_leap(*year);
		january1 = (january1 + 371 - days % 7) % 7;
		return january1 == 3 || (january1 == 2 && is_leap(*year)) ? 53 : 52;
	}
	if (week == 53 && !(january1 == 3 || (january1 == 2 && is_leap(*year)))) {
		++*year;
		return 1;
	}
	return week;
}

static void format(struct out *o, const char *fmt, const struct tm *tm);

/* One conversion; -1 when c is none. */
static int convert(struct out *o, int c, char fill, const struct tm *tm)
{
	long year = tm->tm_year + 1900L, iso;
	int hour = tm->tm_hour % 12 ? tm->tm_hour % 12 : 12;
	const char *day = __days[(unsigned)tm->tm_wday < 7 ? tm->tm_wday : 7];
	const char *month = __months[(unsigned)tm->tm_mon < 12 ? tm->tm_mon : 12];
	char zero = fill ? fill : '0', space = fill ? fill : ' ', s[24];

	switch (c) {
	case 'a': sprintf(s, "%.3s", day); put(o, s); break;
	case 'A': put(o, day); break;
	case 'b': case 'h': sprintf(s, "%.3s", month); put(o, s); break;
	case 'B': put(o, month); break;
	case 'c': format(o, "%a %b %e %H:%M:%S %Y", tm); break;
	case 'C': put_number(o, (year < 0 ? year - 99 : year) / 100, 2, zero); break;
	case 'd': put_number(o, tm->tm_mday, 2, zero); break;
	case 'D': format(o, "%m/%d/%y", tm); break;
	case 'e': put_number(o, tm->tm_mday, 2, space); break;
	case 'F': format(o, "%Y-%m-%d", tm); break;
	case 'g': iso_week(tm, &iso); put_number(o, (iso % 100 + 100) % 100, 2, zero); break;
	case 'G': iso_week(tm, &iso); put_number(o, iso, 1, zero); break;
	case 'H': put_number(o, tm->tm_hour, 2, zero); break;
	case 'I': put_number(o, hour, 2, zero); break;
	case 'j': put_number(o, tm->tm_yday + 1, 3, zero); break;
	case 'k': put_number(o, tm->tm_hour, 2, space); break;
	case 'l': put_number(o, hour, 2, space); break;
	case 'm': put_number(o, tm->tm_mon + 1, 2, zero); break;
	case 'M': put_number(o, tm->tm_min, 2, zero); break;
	case 'n': put(o, "\n"); break;
	case 'p': put(o, tm->tm_hour < 12 ? "AM" : "PM"); break;
	case 'P': put(o, tm->tm_hour < 12 ? "am" : "pm"); break;
	case 'r': format(o, "%I:%M:%S %p", tm); break;
	case 'R': format(o, "%H:%M", tm); break;
	case 's': {
		struct tm copy = *tm;
		put_number(o, timegm(&copy), 1, zero);
		break;
	}
	case 'S': put_number(o, tm->tm_sec, 2, zero); break;
	case 't': put(o, "\t"); break;
	case 'T': case 'X': format(o, "%H:%M:%S", tm); break;
	case 'u': put_number(o, tm->tm_wday ? tm->tm_wday : 7, 1, zero); break;
	case 'U': put_number(o, (tm->tm_yday + 7 - tm->tm_wday) / 7, 2, zero); break;
	case 'v': format(o, "%e-%b-%Y", tm); break;
	case 'V': put_number(o, iso_week(tm, &iso), 2, zero); break;
	case 'w': put_number(o, tm->tm_wday, 1, zero); break;
	case 'W': put_number(o, (tm->tm_yday + 7 - (tm->tm_wday + 6) % 7) / 7, 2, zero); break;
	case 'x': format(o, "%m/%d/%y", tm); break;
	case 'y': put_number(o, (year % 100 + 100) % 100, 2, zero); break;
	case 'Y': put_number(o, year, 1, zero); break;
	case 'z': put(o, "+0000"); break;
	case 'Z': put(o, "UTC"); break;
	case '%': put(o, "%"); break;
	default: return -1;
	}
	return 0;
}

static void format(struct out *o, const char *fmt, const struct tm *tm)
{
	while (*fmt && o->n < o->max) {
		const char *start = fmt;
		char fill = 0, one[2] = {*fmt};
		if (*fmt++ != '%') {
			put(o, one);
			continue;
		}
		if (*fmt && strchr("_-0", *fmt)) {
			fill = *fmt == '_' ? ' ' : *fmt;
			fmt++;
		}
		if (*fmt == 'E' || *fmt == 'O')
			fmt++;
		if (*fmt && convert(o, *fmt, fill, tm) == 0) {
			fmt++;
			continue;
		}
		/* Not a conversion: it stands for itself. */
		put(o, "%");
		fmt = start + 1;
	}
}

size_t strftime(char *restrict s, size_t max, const char *restrict fmt, const struct tm *restrict tm)
{
	struct out o = {s, 0, max};

	if (!max)
		return 0;
	format(&o, fmt, tm);
	if (o.n >= max)
		return 0;
	s[o.n] = 0;
	return o.n;
}
