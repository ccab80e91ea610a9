#include <stdlib.h>

ldiv_t ldiv(long x, long y) { return (ldiv_t){ x / y, x % y }; }
