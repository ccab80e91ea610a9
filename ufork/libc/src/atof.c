#include <stdlib.h>
#include <ushell/fp.h>

double atof(const char *s) { return __parse_float(s, NULL, 53, -1074); }
