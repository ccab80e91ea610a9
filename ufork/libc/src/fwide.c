#include <ushell/file.h>
#include <wchar.h>

int fwide(FILE *f, int mode)
{
	if (!f->wide)
		f->wide = (mode > 0) - (mode < 0);
	return f->wide;
}
