#include <errno.h>
#include <stdlib.h>

/* A decimal number from min to max, or 0 with *why a text (OpenBSD). */
long long strtonum(const char *s, long long min, long long max, const char **why)
{
	int error = errno;
	const char *text = NULL;
	char *end;
	long long n;

	errno = 0;
	n = strtoll(s, &end, 10);
	if (min > max || end == s || *end != 0)
		text = "invalid";
	else if (n < min || (errno == ERANGE && n < 0))
		text = "too small";
	else if (n > max || errno == ERANGE)
		text = "too large";
	errno = text == NULL ? error : *text == 'i' ? EINVAL : ERANGE;
	if (why != NULL)
		*why = text;
	return text == NULL ? n : 0;
}
