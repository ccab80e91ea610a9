#include <stdlib.h>

long long atoll(const char *s) { return strtol(s, NULL, 10); }
