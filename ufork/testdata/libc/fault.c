/* A fault that nobody handles. */
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
	char *p = malloc(16);

	printf("half a line");
	fflush(stdout);
	p[16] = 1;
	return 0;
}
