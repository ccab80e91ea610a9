/* Messages of the err family. */
#include <err.h>
#include <errno.h>

int main(void)
{
	warnx("careful %d", 1);
	errno = ENOENT;
	warn("%s", "open");
	errx(7, "%d many", 2);
}
