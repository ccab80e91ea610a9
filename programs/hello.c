// hello: the first program of everyone, with a pointer to look at
#include <stdio.h>

int main(int argc, char **argv)
{
	const char *whom = argc > 1 ? argv[1] : "world";
	printf("hello, %s\n", whom);
	printf("its name is at %#p\n", (void *)whom);
	return 0;
}
/* Contains:
hello, world
its name is at 0x
*/
