#include <stdlib.h>

lldiv_t lldiv(long long x, long long y) { return (lldiv_t){ x / y, x % y }; }
