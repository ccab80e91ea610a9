#include <ushell/file.h>

char *fgets(char *restrict s, int n, FILE *restrict f)
{
	char *p = s;

	if (n < 1)
		return NULL;
	while (--n) {
		int c = GETC(f);
		if (c == EOF) {
			if (p == s || f->flags & F_ERROR)
				return NULL;
			break;
		}
		*p++ = c;
		if (c == '\n')
			break;
	}
	*p = 0;
	return s;
}
