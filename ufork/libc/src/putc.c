#include <ushell/file.h>

int putc(int c, FILE *f) { return PUTC(c, f); }
int putc_unlocked(int c, FILE *f) { return PUTC(c, f); }
