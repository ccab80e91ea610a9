#include <ushell/file.h>

int fgetc(FILE *f) { return GETC(f); }
