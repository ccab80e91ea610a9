#include <ushell/file.h>

size_t fwrite(const void *restrict s, size_t size, size_t n, FILE *restrict f)
{
	size_t all, done;

	if (!size || !n)
		return 0;
	if (__builtin_mul_overflow(size, n, &all))
		all = (size_t)-1 / size * size;
	done = __write_bytes(f, s, all);
	return done == all ? n : done / size;
}
