#include <ushell/real.h>

int __fpclassify(double x)
{
	uint64_t bits = __bits(x) << 1;

	if (bits >> 53 == 0x7ff)
		return bits << 11 ? FP_NAN : FP_INFINITE;
	return bits >> 53 ? FP_NORMAL : bits ? FP_SUBNORMAL : FP_ZERO;
}

int __fpclassifyf(float x)
{
	union { float f; uint32_t i; } u = {x};
	uint32_t bits = u.i << 1;

	if (bits >> 24 == 0xff)
		return bits << 8 ? FP_NAN : FP_INFINITE;
	return bits >> 24 ? FP_NORMAL : bits ? FP_SUBNORMAL : FP_ZERO;
}

int __signbit(double x) { return __bits(x) >> 63; }

int __signbitf(float x)
{
	union { float f; uint32_t i; } u = {x};
	return u.i >> 31;
}
