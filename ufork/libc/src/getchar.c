#include <ushell/file.h>

int getchar(void) { return GETC(stdin); }
int getchar_unlocked(void) { return GETC(stdin); }
