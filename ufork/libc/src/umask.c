#include <sys/stat.h>

/* Files have no permissions to mask; what was set is remembered. */
mode_t umask(mode_t mask)
{
	static mode_t now = 022;
	mode_t before = now;

	now = mask & 0777;
	return before;
}
