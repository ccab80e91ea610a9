/* The console as input: lines, and the end. */
#include <string.h>
#include <unistd.h>
#include "check.h"

int main(void)
{
	char line[64];
	long n;

	n = read(0, line, sizeof line);
	CHECK(n == 6 && memcmp(line, "first\n", 6) == 0);
	n = read(0, line, 3);
	CHECK(n == 3 && memcmp(line, "sec", 3) == 0);
	CHECK(fgets(line, sizeof line, stdin) != NULL && strcmp(line, "ond\n") == 0);
	n = read(0, line, sizeof line);
	CHECK(n == 3 && memcmp(line, "a\0b", 3) == 0);
	CHECK(read(0, line, sizeof line) == 0 && getchar() == EOF);
	printf("end\n");
	DONE();
}
