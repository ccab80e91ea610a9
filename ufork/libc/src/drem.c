#include <math.h>

double drem(double x, double y) { return remainder(x, y); }
