/* Messages that begin with the program's name; those without x end with the
 * meaning of an error number. */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* error -1: without it. */
static void message(int error, const char *format, va_list ap)
{
	fflush(stdout);
	fprintf(stderr, "%s: ", getprogname());
	if (format != NULL) {
		vfprintf(stderr, format, ap);
		if (error >= 0)
			fputs(": ", stderr);
	}
	if (error >= 0)
		fputs(strerror(error), stderr);
	fputc('\n', stderr);
}

void vwarnc(int error, const char *format, va_list ap) { message(error, format, ap); }
void vwarn(const char *format, va_list ap) { message(errno, format, ap); }
void vwarnx(const char *format, va_list ap) { message(-1, format, ap); }

void verrc(int status, int error, const char *format, va_list ap)
{
	message(error, format, ap);
	exit(status);
}

void verr(int status, const char *format, va_list ap) { verrc(status, errno, format, ap); }
void verrx(int status, const char *format, va_list ap) { verrc(status, -1, format, ap); }

void warn(const char *format, ...)
{
	int error = errno;
	va_list ap;

	va_start(ap, format);
	message(error, format, ap);
	va_end(ap);
}

void warnc(int error, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	message(error, format, ap);
	va_end(ap);
}

void warnx(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	message(-1, format, ap);
	va_end(ap);
}

void err(int status, const char *format, ...)
{
	int error = errno;
	va_list ap;

	va_start(ap, format);
	verrc(status, error, format, ap);
}

void errc(int status, int error, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	verrc(status, error, format, ap);
}

void errx(int status, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	verrc(status, -1, format, ap);
}
