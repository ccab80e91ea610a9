// Conversions of scanf, and of the strtol and strtod families.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void scans(void)
{
	int a = 0, b = 0, n = 0, r;
	unsigned x = 0, o = 0;
	long l = 0;
	short h = 0;
	double d = 0;
	float f = 0;
	char s[32] = "", t[32] = "", c[4] = "", *m = NULL;

	r = sscanf("12 -34", "%d%d", &a, &b);
	printf("%d: %d %d\n", r, a, b);
	r = sscanf("0x1f 077 0x10", "%x %o %i", &x, &o, &a);
	printf("%d: %u %u %d\n", r, x, o, a);
	r = sscanf("99999999999 -7", "%ld %hd", &l, &h);
	printf("%d: %ld %d\n", r, l, h);
	r = sscanf("3.25e2 -.5 inf", "%lf %f", &d, &f);
	printf("%d: %g %g\n", r, d, f);
	r = sscanf("key=value; rest", "%[a-z]=%[^;]%n", s, t, &n);
	printf("%d: %s %s %d\n", r, s, t, n);
	r = sscanf("abcdef", "%2s%3c%1s", s, c, t);
	printf("%d: %s %.3s %s\n", r, s, c, t);
	r = sscanf("10:20", "%*d:%d", &a);
	printf("%d: %d\n", r, a);
	r = sscanf("50%", "%d%%%n", &a, &n);
	printf("%d: %d %d\n", r, a, n);
	r = sscanf("allocated text", "%ms", &m);
	printf("%d: %s\n", r, m);
	free(m);
	printf("%d %d %d\n", sscanf("", "%d", &a), sscanf("x", "%d", &a), sscanf("5", "%d%d", &a, &b));
}

static void integers(void)
{
	static const char *const v[] = {"0", " -12x", "0x7f", "0777", "zz", "9223372036854775807", "9223372036854775808",
		"-9223372036854775809", "18446744073709551615", "18446744073709551616", "-1", ""};

	for (size_t i = 0; i < sizeof v / sizeof v[0]; i++) {
		char *e1, *e2, *e3;
		long a = (errno = 0, strtol(v[i], &e1, 0));
		int r = errno;
		unsigned long b = (errno = 0, strtoul(v[i], &e2, 10));
		int q = errno;
		long c = strtol(v[i], &e3, 36);
		printf("%s: %ld %d +%d, %lu %d +%d, %ld +%d\n", v[i], a, r, (int)(e1 - v[i]), b, q, (int)(e2 - v[i]), c, (int)(e3 - v[i]));
	}
	printf("%d %ld %g\n", atoi("42abc"), atol("-7"), atof("2.5e-3"));
}

static void floats(void)
{
	static const char *const v[] = {"1", "-1.5e3x", ".5", "5.", ".", "1e", "0x1.8p3", "0x.8", "inf", "-Infinity", "nan(7)", "1e400",
		"1e-400", "4.9406564584124654e-324", "2.4703282292062327e-324", "2.4703282292062328e-324",
		"9007199254740993", "9007199254740992.99999999999999999999", "9007199254740993.00000000000000000001",
		"1.7976931348623158e308", "1.7976931348623159e308", "2.2250738585072011e-308", "123456789012345678901234567890",
		"0.1", "0.30000000000000004", "8.98846567431158e307", "16777217"};

	for (size_t i = 0; i < sizeof v / sizeof v[0]; i++) {
		char *end;
		double d = strtod(v[i], &end);
		printf("%s: %a +%d %.9g\n", v[i], d, (int)(end - v[i]), strtof(v[i], NULL));
	}
}

int main(void)
{
	scans();
	integers();
	floats();
	return 0;
}
