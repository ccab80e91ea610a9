/* Lines of any length. */
#include <errno.h>
#include <stdlib.h>
#include <ushell/file.h>

ssize_t getdelim(char **restrict line, size_t *restrict size, int delim, FILE *restrict f)
{
	size_t n = 0;

	if (!line || !size) {
		errno = EINVAL;
		return -1;
	}
	if (!*line)
		*size = 0;
	for (;;) {
		int c;
		if (n + 2 > *size) {
			size_t more = *size < 64 ? 128 : *size * 2;
			char *s = realloc(*line, more);
			if (!s)
				return -1;
			*line = s;
			*size = more;
		}
		c = GETC(f);
		if (c == EOF)
			break;
		(*line)[n++] = c;
		if (c == delim)
			break;
	}
	(*line)[n] = 0;
	return n && !(f->flags & F_ERROR) ? (ssize_t)n : -1;
}

ssize_t getline(char **restrict line, size_t *restrict size, FILE *restrict f)
{
	return getdelim(line, size, '\n', f);
}
