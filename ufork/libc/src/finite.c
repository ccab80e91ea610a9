#include <math.h>

int finite(double x) { return x - x == 0; }
