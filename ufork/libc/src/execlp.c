#include <stdarg.h>
#include <unistd.h>

int execlp(const char *name, const char *arg, ...)
{
	va_list ap;
	size_t n = 1;

	va_start(ap, arg);
	while (va_arg(ap, char *) != NULL)
		n++;
	va_end(ap);
	char *argv[n + 1];
	argv[0] = (char *)arg;
	va_start(ap, arg);
	for (size_t i = 1; i <= n; i++)
		argv[i] = va_arg(ap, char *);
	va_end(ap);
	return execvp(name, argv);
}
