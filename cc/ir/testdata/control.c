int puts(const char *);

int dense(int x)
{
	switch (x) {
	case 1: return 10;
	case 2: return 20;
	case 3: return 35;
	case 4: case 5: return 40;
	case 7: return 1;
	}
	return 0;
}

int sparse(long x)
{
	switch (x) {
	case 1: return 10;
	case 1000: return 20;
	case 100000: return 35;
	case -5 ... 0: return 40;
	case 70000000000: return 1;
	default: return 5;
	}
}

int logic(int a, int b, int c) { return (a && b) || !(c > 3); }

int jumps(int n)
{
	static void *where[] = { &&one, &&two };
	int s = 0;
	goto *where[n & 1];
one:
	s++;
two:
	s += 2;
	return s;
}

void done(int *p) { puts(*p ? "a" : "b"); }

int cleaned(int n)
{
	for (int i = 0; i < n; i++) {
		int x __attribute__((cleanup(done))) = i;
		if (i == 3)
			break;
		if (i == 2)
			continue;
		x++;
	}
	return n;
}
