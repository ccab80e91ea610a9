#include <math.h>

double fdim(double x, double y) { return x != x || y != y ? x + y : x > y ? x - y : 0; }
float fdimf(float x, float y) { return x != x || y != y ? x + y : x > y ? x - y : 0; }
long double fdiml(long double x, long double y) { return fdim(x, y); }
