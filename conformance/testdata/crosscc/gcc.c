// Output for programs that the cross compiler makes.
void out(unsigned long x)
{
	volatile unsigned char *uart = (void *)0x10000000;
	for (int i = 60; i >= 0; i -= 4)
		*uart = "0123456789abcdef"[x >> i & 15];
	*uart = '\n';
}

void *memset(void *to, int c, unsigned long n)
{
	for (char *p = to; n > 0; n--)
		*p++ = c;
	return to;
}

void *memcpy(void *restrict to, const void *restrict from, unsigned long n)
{
	char *p = to;
	for (const char *q = from; n > 0; n--)
		*p++ = *q++;
	return to;
}

void *memmove(void *to, const void *from, unsigned long n)
{
	char *p = to;
	const char *q = from;
	if (p < q)
		return memcpy(to, from, n);
	while (n-- > 0)
		p[n] = q[n];
	return to;
}
