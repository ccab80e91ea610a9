#include <ushell/asin.h>

/* Interpolated at Chebyshev's points of [0, 1/4]; its error is below 2^-57 x. */
static const double series[] = {
	0x1.5555555555555p-3, 0x1.3333333333388p-4, 0x1.6db6db6dac1ep-5, 0x1.f1c71c7a52ba3p-6, 0x1.6e8ba123e494cp-6,
	0x1.1c4efce23019fp-6, 0x1.c990ad3d8fdcap-7, 0x1.7b027ee1dd585p-7, 0x1.3b49de7121487p-7, 0x1.31622469ce5adp-7,
	0x1.8f193743418ffp-9, 0x1.406192d124629p-6, -0x1.3b416bb7d9257p-6, 0x1.e529c6fce9bb4p-6,
};

double __asin_series(double z) { return __polynomial(series, sizeof series / sizeof series[0], z); }
