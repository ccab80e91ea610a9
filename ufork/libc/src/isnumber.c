#include <ctype.h>

int isnumber(int c) { return isdigit(c); }
