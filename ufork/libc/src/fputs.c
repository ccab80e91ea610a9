#include <string.h>
#include <ushell/file.h>

int fputs(const char *restrict s, FILE *restrict f)
{
	size_t n = strlen(s);
	return __write_bytes(f, s, n) == n ? 0 : EOF;
}
