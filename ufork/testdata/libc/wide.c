/* What is no character in the input can be read byte by byte. */
#include <errno.h>
#include <wchar.h>
#include "check.h"

int main(void)
{
	CHECK(getwchar() == 'a');
	CHECK(getwchar() == WEOF && errno == EILSEQ && ferror(stdin));
	clearerr(stdin);
	CHECK(getchar() == 0xe9 && getchar() == '\n');
	CHECK(getwchar() == 0xe9);
	CHECK(getwchar() == WEOF && ferror(stdin));
	clearerr(stdin);
	CHECK(getchar() == 0xe2 && getchar() == 0x82 && getwchar() == WEOF && feof(stdin) && !ferror(stdin));
	DONE();
}
