#include <ushell/file.h>

int putchar(int c) { return PUTC(c, stdout); }
int putchar_unlocked(int c) { return PUTC(c, stdout); }
