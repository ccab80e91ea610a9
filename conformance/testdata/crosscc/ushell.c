// Output for programs that ushell compiles.
#include <stdio.h>

void out(unsigned long x) { printf("%016lx\n", x); }
