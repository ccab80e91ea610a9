// big_heap: half nodes with pointers, half blocks of data; the child reads all data and a hundredth of the nodes
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct node {
	struct node *next, *other;
	long value;
	char rest[24];
};

#define BLOCK 4096

int main(int argc, char **argv)
{
	size_t mib = argc > 1 ? (size_t)atoi(argv[1]) : 16;
	int scattered = argc > 2 && !strcmp(argv[2], "random");
	size_t half = mib << 19, nnodes = half / sizeof(struct node), nblocks = half / BLOCK;
	struct node **all = malloc(nnodes / 1024 * sizeof *all + sizeof *all), *first = NULL, **last = &first, *before = NULL;
	unsigned char **block = malloc(nblocks * sizeof *block);
	for (size_t i = 0; i < nnodes; i++) {
		struct node *n = malloc(sizeof *n);
		n->value = (long)i;
		n->other = before;
		n->next = NULL;
		before = *last = n;
		last = &n->next;
		if (i % 1024 == 0)
			all[i / 1024] = n;
	}
	for (size_t i = 0; i < nblocks; i++) {
		block[i] = malloc(BLOCK);
		memset(block[i], (int)i, BLOCK);
	}
	printf("%zu nodes, %zu blocks\n", nnodes, nblocks);
	fflush(stdout);
	if (fork() == 0) {
		long sum = 0;
		struct node *n = first;
		for (size_t i = 0; i < nnodes / 100; i++) {
			if (scattered)
				n = all[(size_t)rand() % (nnodes / 1024)];
			sum += n->value & 7;
			n = n->next;
		}
		unsigned long bytes = 0;
		for (size_t i = 0; i < nblocks; i++)
			for (size_t j = 0; j < BLOCK; j += 64)
				bytes += block[i][j];
		printf("child: blocks %lu, nodes %s\n", bytes, sum > 0 ? "walked" : "none");
		return 0;
	}
	int status;
	wait(&status);
	printf("parent: the child ended with %d\n", WEXITSTATUS(status));
	return 0;
}
/* Run: 1
Output:
8192 nodes, 128 blocks
child: blocks 520192, nodes walked
parent: the child ended with 0
*/
