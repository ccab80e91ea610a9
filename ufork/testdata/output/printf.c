// Formats of printf: flags, widths, precisions, sizes, and exact decimals.
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

static void integers(void)
{
	printf("[%d] [%5d] [%-5d] [%05d] [%+d] [% d] [%.3d] [%8.3d] [%.0d]\n", 42, 42, 42, 42, 42, 42, 7, -7, 0);
	printf("[%u] [%x] [%X] [%#x] [%#X] [%o] [%#o] [%#o] [%#x]\n", 42u, 0xbeefu, 0xbeefu, 255u, 255u, 8u, 8u, 0u, 0u);
	printf("[%d] [%d] [%ld] [%ld] [%lu]\n", INT_MIN, INT_MAX, LONG_MIN, LONG_MAX, ULONG_MAX);
	printf("[%hhd] [%hd] [%hhu] [%hu] [%lld] [%jd] [%zu] [%td]\n", 300, 70000, 300, 70000, -1LL, (intmax_t)-2, (size_t)3, (ptrdiff_t)-4);
	printf("[%*d] [%-*d] [%.*d] [%*.*d]\n", 6, 1, 6, 2, 4, 3, 7, 3, -4);
	printf("[%2$s %1$s] [%%]\n", "a", "b");
	printf("[%2$*1$d]\n", 5, 42);
}

static void text(void)
{
	int n;
	wchar_t wide[] = {0x68, 0xe9, 0x20ac, 0x1f600, 0};

	printf("[%s] [%10s] [%-10s] [%.2s] [%10.2s] [%c] [%3c] [%-3c]\n", "text", "text", "text", "text", "text", 'x', 'y', 'z');
	printf("[%ls] [%lc] [%.3ls]\n", wide, (wint_t)0x20ac, wide);
	printf("12345%n", &n);
	printf(" %d\n", n);
	printf("%s\n", "a longer line than any buffer on the way: "
		"0123456789012345678901234567890123456789012345678901234567890123456789"
		"0123456789012345678901234567890123456789012345678901234567890123456789"
		"0123456789012345678901234567890123456789012345678901234567890123456789");
}

static void floats(void)
{
	static const double v[] = {0, -0.0, 1, 0.1, 0.5, 1.5, 2.5, 3.14159265358979, 1e10, 123456789, 1e-5, 1e100, 5e-324,
		1.7976931348623157e308, 0.000123456, 999999.5, 99999.95};

	for (size_t i = 0; i < sizeof v / sizeof v[0]; i++)
		printf("%g %e %f %a %.0f %.3g %.15g %.17g\n", v[i], v[i], v[i] < 1e20 ? v[i] : 1, v[i], v[i] < 1e20 ? v[i] : 2, v[i], v[i], v[i]);
	printf("[%10.3f] [%-10.3f] [%+.2e] [%010.2f] [% .1f] [%#.0f] [%#g]\n", 3.14159, 3.14159, 31415.9, -3.14159, 2.25, 3.0, 1.5);
	printf("[%f] [%F] [%e] [%g] [%5f] [%-8f] [%08f]\n", INFINITY, -INFINITY, NAN, INFINITY, INFINITY, INFINITY, -INFINITY);
	printf("%.60f\n%.30e\n%.1100e\n", 0.1, 2.0 / 3, 5e-324);
	printf("%f\n", 1.7976931348623157e308);
	printf("%Lf %Lg %.3a %.0a\n", (long double)1.25, (long double)1e300, 1.999, 1.5);
}

static void strings(void)
{
	char s[16];

	memset(s, '#', sizeof s);
	for (int n = 0; n < 8; n++) {
		int r = snprintf(s, n, "%s", "hello");
		printf("%d %d [%.*s]\n", n, r, n ? n : 0, n ? s : "");
	}
	printf("%d [%s]\n", sprintf(s, "%d-%s", 7, "x"), s);
}

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	integers();
	text();
	floats();
	strings();
	return 0;
}
