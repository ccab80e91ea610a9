#include <wctype.h>

int iswascii(wint_t c)
{
	return c < 128;
}
