// Values of the mathematical functions, to 14 digits, and their special cases.
#include <math.h>
#include <stdio.h>

static const struct {
	const char *name;
	double (*f)(double);
	double from, step;
} functions[] = {
	{"exp", exp, -3, 1.7}, {"exp2", exp2, -3, 1.7}, {"expm1", expm1, -1, 0.37}, {"log", log, 0.2, 1.3}, {"log2", log2, 0.2, 1.3},
	{"log10", log10, 0.2, 1.3}, {"log1p", log1p, -0.5, 0.7}, {"sin", sin, -4, 1.3}, {"cos", cos, -4, 1.3}, {"tan", tan, -4, 1.3},
	{"asin", asin, -0.9, 0.4}, {"acos", acos, -0.9, 0.4}, {"atan", atan, -3, 1.1}, {"sinh", sinh, -2, 0.9}, {"cosh", cosh, -2, 0.9},
	{"tanh", tanh, -1, 0.45}, {"asinh", asinh, -2, 0.9}, {"acosh", acosh, 1.1, 0.9}, {"atanh", atanh, -0.9, 0.4}, {"cbrt", cbrt, -5, 3},
	{"sqrt", sqrt, 0, 1.5}, {"erf", erf, -1, 0.7}, {"erfc", erfc, -1, 1.7}, {"tgamma", tgamma, -1.5, 1.3}, {"lgamma", lgamma, 0.3, 1.3},
	{"floor", floor, -2.5, 1.25}, {"ceil", ceil, -2.5, 1.25}, {"round", round, -2.5, 1.25}, {"trunc", trunc, -2.5, 1.25},
	{"rint", rint, -2.5, 0.5}, {"nearbyint", nearbyint, -2.5, 0.5}, {"fabs", fabs, -2, 1.5}, {"logb", logb, 0.3, 5},
};

static void special(void)
{
	static const double v[] = {0, -0.0, 1, -1, INFINITY, -INFINITY};

	for (int i = 0; i < 6; i++) {
		double x = v[i];
		printf("%g: %g %g %g %g %g %g %g\n", x, exp(x), exp2(x), cosh(x), fabs(log(fabs(x))), atan(x), floor(x), cbrt(x));
	}
	printf("%d %d %d %d\n", isnan(sqrt(-1)) != 0, isnan(log(-1)) != 0, isnan(sin(INFINITY)) != 0, isnan(acos(2)) != 0);
	printf("%g %g %g %g\n", pow(0, -1), pow(-2, 3), pow(2, -1074), pow(INFINITY, -2));
	printf("%d %d %d %d %d\n", fpclassify(0.0) == FP_ZERO, fpclassify(1e-310) == FP_SUBNORMAL, fpclassify(1e-40f) == FP_SUBNORMAL,
		fpclassify(NAN) == FP_NAN, fpclassify(-INFINITY) == FP_INFINITE);
	printf("%d %d %d %d %d\n", signbit(-0.0) != 0, signbit(0.0) != 0, isfinite(1.0) != 0, isinf(-HUGE_VAL) != 0, isnormal(1e-310) != 0);
}

static void two(void)
{
	double whole;
	int e, q;

	printf("%.14g %.14g %.14g\n", pow(2, 0.5), pow(10, -3), pow(1.0000001, 1e7));
	printf("%.14g %.14g %.14g\n", atan2(1, -1), atan2(-1, -1), atan2(0, -1));
	printf("%.14g %.14g %.14g\n", hypot(3, 4), hypot(1e300, 1e300), hypot(1e-300, 1e-300));
	printf("%g %g %g %g\n", fmod(10, 3), fmod(-10, 3), fmod(1e300, 7), remainder(10, 3.5));
	printf("%g %g %g %g\n", fmin(1, NAN), fmax(-1, 2), fdim(5, 3), copysign(3, -0.0));
	printf("%g", frexp(48, &e));
	printf(" %d\n", e);
	printf("%g %g %g\n", ldexp(0.75, 6), scalbn(1, -1074), ldexp(1, 5000));
	printf("%g", modf(-3.75, &whole));
	printf(" %g\n", whole);
	printf("%.17g %.17g\n", nextafter(1, 2), nextafter(0, -1));
	printf("%g", remquo(20, 3, &q));
	printf(" %d\n", q);
	printf("%ld %ld %ld %lld %lld\n", lround(2.5), lround(-2.5), lrint(2.5), llrint(-3.5), llround(0.49999999999999994));
	printf("%.17g %d %d\n", fma(0.1, 10, -1), ilogb(1e300), ilogb(5e-324));
	printf("%.7g %.7g %.7g %.7g\n", sinf(1), powf(2, 0.5f), sqrtf(2), floorf(-1.5f));
}

int main(void)
{
	for (unsigned i = 0; i < sizeof functions / sizeof functions[0]; i++) {
		printf("%s", functions[i].name);
		for (int k = 0; k < 5; k++)
			printf(" %.14g", functions[i].f(functions[i].from + k * functions[i].step));
		printf("\n");
	}
	printf("%.14g %.14g %.14g\n", sin(1e22), cos(1e300), tan(123456789));
	special();
	two();
	return 0;
}
