#include <stdlib.h>
#include <ushell/fp.h>

double strtod(const char *restrict s, char **restrict end) { return __parse_float(s, end, 53, -1074); }
long double strtold(const char *restrict s, char **restrict end) { return __parse_float(s, end, 53, -1074); }
float strtof(const char *restrict s, char **restrict end) { return __parse_float(s, end, 24, -149); }
