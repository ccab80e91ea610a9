#include <ushell/file.h>

int puts(const char *s) { return fputs(s, stdout) < 0 || PUTC('\n', stdout) < 0 ? EOF : 0; }
