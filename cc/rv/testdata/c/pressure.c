/* More values than registers, across calls and in loops. */
#define LIST(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14) X(15) X(16) X(17) X(18) X(19) \
	X(20) X(21) X(22) X(23) X(24) X(25) X(26) X(27) X(28) X(29) X(30) X(31) X(32) X(33) X(34) X(35)

static long twist(long x) { return x * 3 ^ x >> 2; }
static double half(double x) { return x / 2; }

static long integers(long n)
{
#define DEF(i) long v##i = n + i;
	LIST(DEF)
	for (int k = 0; k < 5; k++) {
#define STEP(i) v##i = v##i * (i + 1) + k;
		LIST(STEP)
		v3 += twist(v7);
		v35 ^= twist(v1);
	}
	long s = 0;
#define SUM(i) s = s * 7 + v##i;
	LIST(SUM)
	return s;
}

static long inarray(long n)
{
	long v[36];
	for (int i = 0; i < 36; i++)
		v[i] = n + i;
	for (int k = 0; k < 5; k++) {
		for (int i = 0; i < 36; i++)
			v[i] = v[i] * (i + 1) + k;
		v[3] += twist(v[7]);
		v[35] ^= twist(v[1]);
	}
	long s = 0;
	for (int i = 0; i < 36; i++)
		s = s * 7 + v[i];
	return s;
}

static double floats(double n)
{
#define DEFF(i) double w##i = n + i;
	LIST(DEFF)
	for (int k = 0; k < 5; k++) {
#define STEPF(i) w##i = w##i * 2 - i;
		LIST(STEPF)
		w3 += half(w7);
	}
	double s = 0;
#define SUMF(i) s = s * 0.5 + w##i;
	LIST(SUMF)
	return s;
}

static double inarrayf(double n)
{
	double v[36];
	for (int i = 0; i < 36; i++)
		v[i] = n + i;
	for (int k = 0; k < 5; k++) {
		for (int i = 0; i < 36; i++)
			v[i] = v[i] * 2 - i;
		v[3] += half(v[7]);
	}
	double s = 0;
	for (int i = 0; i < 36; i++)
		s = s * 0.5 + v[i];
	return s;
}

/* Capabilities that are spilled keep their tags. */
static long pointers(long *a)
{
#define DEFP(i) long *p##i = a + i;
	LIST(DEFP)
	long s = twist(*p0);
	for (int k = 0; k < 3; k++) {
#define STEPP(i) s = s * 5 + *p##i; p##i = a + (i * 7 + k) % 36;
		LIST(STEPP)
		s ^= twist(*p9);
	}
	return s;
}

static long indices(long *a)
{
	int p[36];
	for (int i = 0; i < 36; i++)
		p[i] = i;
	long s = twist(a[p[0]]);
	for (int k = 0; k < 3; k++) {
		for (int i = 0; i < 36; i++) {
			s = s * 5 + a[p[i]];
			p[i] = (i * 7 + k) % 36;
		}
		s ^= twist(a[p[9]]);
	}
	return s;
}

long test(void)
{
	long a[36];
	for (int i = 0; i < 36; i++)
		a[i] = i * i;
	if (integers(17) != inarray(17))
		return 1;
	if (floats(1.25) != inarrayf(1.25))
		return 2;
	if (pointers(a) != indices(a))
		return 3;
	return 0;
}
