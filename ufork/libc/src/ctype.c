/* The classes of ASCII, which are ranges: a comparison tells. */
#include <ctype.h>

static int within(int c, int from, int to)
{
	return (unsigned)c - (unsigned)from <= (unsigned)to - (unsigned)from;
}

int isdigit(int c) { return within(c, '0', '9'); }
int isupper(int c) { return within(c, 'A', 'Z'); }
int islower(int c) { return within(c, 'a', 'z'); }
int isalpha(int c) { return within(c | 32, 'a', 'z'); }
int isalnum(int c) { return within(c | 32, 'a', 'z') || within(c, '0', '9'); }
int isxdigit(int c) { return within(c, '0', '9') || within(c | 32, 'a', 'f'); }
int isspace(int c) { return c == ' ' || within(c, '\t', '\r'); }
int isblank(int c) { return c == ' ' || c == '\t'; }
int isprint(int c) { return within(c, ' ', '~'); }
int isgraph(int c) { return within(c, '!', '~'); }
int ispunct(int c) { return isgraph(c) && !isalnum(c); }
int iscntrl(int c) { return within(c, 0, 31) || c == 127; }
int tolower(int c) { return isupper(c) ? c + 32 : c; }
int toupper(int c) { return islower(c) ? c - 32 : c; }
