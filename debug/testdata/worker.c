#include <stdlib.h>
#include <unistd.h>

static int square(int n)
{
	return n * n;
}

int main(int argc, char **argv)
{
	return square(atoi(argv[argc - 1]));
}
