/* What compiled code calls of the library. */
void *memcpy(void *restrict to, const void *restrict from, unsigned long n)
{
	char *t = to;
	const char *f = from;
	if (((unsigned long)t | (unsigned long)f | n) % sizeof(void *) == 0) {
		for (unsigned long i = 0; i < n / sizeof(void *); i++)
			((void **)t)[i] = ((void *const *)f)[i];
		return to;
	}
	for (unsigned long i = 0; i < n; i++)
		t[i] = f[i];
	return to;
}

void *memset(void *to, int c, unsigned long n)
{
	for (unsigned long i = 0; i < n; i++)
		((char *)to)[i] = c;
	return to;
}
