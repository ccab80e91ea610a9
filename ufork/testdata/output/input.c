// Standard input: numbers, lines and its end. A prompt is seen before it is read.
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
	int a, b, c;
	char line[16], *all = NULL;
	size_t size = 0;

	printf("two numbers? ");
	printf("%d: ", scanf("%d%d", &a, &b));
	printf("%d\n", a + b);
	while ((c = getchar()) != '\n' && c != EOF)
		printf("[%c]", c);
	printf("\n%s", fgets(line, sizeof line, stdin));
	printf("%s|\n", fgets(line, sizeof line, stdin));
	printf("%ld", (long)getline(&all, &size, stdin));
	printf(" %s", all);
	printf("%ld", (long)getline(&all, &size, stdin));
	printf(" %d %d\n", feof(stdin) != 0, getchar());
	free(all);
	return 0;
}
