#include <ushell/file.h>

int getc(FILE *f) { return GETC(f); }
int getc_unlocked(FILE *f) { return GETC(f); }
