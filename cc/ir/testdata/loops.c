int sum(const int *p, unsigned n)
{
	int s = 0;
	for (unsigned i = 0; i < n; i++)
		s += p[i];
	return s;
}

unsigned long length(const char *s)
{
	const char *p = s;
	while (*p++)
		;
	return p - s - 1;
}

void copy(char *to, const char *from)
{
	while ((*to++ = *from++))
		;
}

int neighbours(int *v, int i)
{
	return v[i - 1] + v[i] + v[i + 1];
}

extern int limit, table[10];

int below(int x)
{
	int n = 0;
	do {
		if (table[n] < limit && x)
			n++;
	} while (n < 10);
	return n;
}
