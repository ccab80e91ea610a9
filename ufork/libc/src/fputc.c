#include <ushell/file.h>

int fputc(int c, FILE *f) { return PUTC(c, f); }
