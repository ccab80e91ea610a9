/* The functions of one character or line that name no stream. */
#include <ushell/file.h>

int getchar(void) { return GETC(stdin); }
int getchar_unlocked(void) { return GETC(stdin); }
int putchar(int c) { return PUTC(c, stdout); }
int putchar_unlocked(int c) { return PUTC(c, stdout); }
int puts(const char *s) { return fputs(s, stdout) < 0 || PUTC('\n', stdout) < 0 ? EOF : 0; }
