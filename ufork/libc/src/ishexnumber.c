#include <ctype.h>

int ishexnumber(int c) { return isxdigit(c); }
