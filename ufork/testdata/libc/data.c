/* A heap of objects without pointers: where it lies. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
	ptraddr_t low = PTRADDR_MAX, high = 0;

	for (int i = 0; i < 1000; i++) {
		size_t n = 16 + i % 400;
		char *p = malloc(n);
		if (i % 3 == 0) {
			free(p);
			p = malloc(n / 2);
			n /= 2;
		}
		p[n - 1] = 1;
		low = (ptraddr_t)p < low ? (ptraddr_t)p : low;
		high = (ptraddr_t)p + n > high ? (ptraddr_t)p + n : high;
	}
	printf("%lu %lu\n", low, high);
	return 0;
}
