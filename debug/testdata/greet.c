#include <stdio.h>

int main(void)
{
	char name[40];
	printf("your name? ");
	fflush(stdout);
	while (fgets(name, sizeof name, stdin))
		printf("hello %s", name);
	puts("nobody");
	return 0;
}
