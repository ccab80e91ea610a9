#include <limits.h>
#include <unistd.h>

int getpagesize(void)
{
	return PAGE_SIZE;
}
