#include <stdlib.h>

void cfree(void *p)
{
	free(p);
}
