/* Messages to standard error that begin with the program's name (BSD). */
#ifndef _ERR_H
#define _ERR_H

#include <stdarg.h>

_Noreturn void err(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));
_Noreturn void verr(int status, const char *format, va_list ap);
_Noreturn void errc(int status, int error, const char *format, ...) __attribute__((format(printf, 3, 4)));
_Noreturn void verrc(int status, int error, const char *format, va_list ap);
_Noreturn void errx(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));
_Noreturn void verrx(int status, const char *format, va_list ap);
void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void vwarn(const char *format, va_list ap);
void warnc(int error, const char *format, ...) __attribute__((format(printf, 2, 3)));
void vwarnc(int error, const char *format, va_list ap);
void warnx(const char *format, ...) __attribute__((format(printf, 1, 2)));
void vwarnx(const char *format, va_list ap);

#endif
