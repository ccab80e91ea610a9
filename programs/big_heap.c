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
_Static_assert(sizeof(struct node) == 64, "a node has 64 bytes");

#define BLOCK 4096
#define WORDS (BLOCK / sizeof(unsigned long))

// scatter makes other lead through all nodes in a random order: a permutation of one
// cycle (Sattolo).
static void scatter(struct node **all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		all[i]->other = all[i];
	for (size_t i = n - 1; i > 0; i--) {
		struct node *a = all[i], *b = all[(size_t)rand() % i], *next = a->other;
		a->other = b->other;
		b->other = next;
	}
}

// nodes makes a list of n, in the order of their allocation; other leads to the
// node before, or to any node.
static struct node *nodes(size_t n, int scattered)
{
	struct node **all = scattered ? malloc(n * sizeof *all) : NULL, *first = NULL, **last = &first, *before = NULL;
	for (size_t i = 0; i < n; i++) {
		struct node *new = malloc(sizeof *new);
		new->value = (long)i;
		new->other = before;
		new->next = NULL;
		before = *last = new;
		last = &new->next;
		if (scattered)
			all[i] = new;
	}
	if (scattered)
		scatter(all, n);
	free(all);
	return first;
}

static unsigned long **blocks(size_t n)
{
	unsigned long **all = malloc(n * sizeof *all);
	for (size_t i = 0; i < n; i++) {
		all[i] = malloc(BLOCK);
		memset(all[i], (int)i, BLOCK);
	}
	return all;
}

// child walks a hundredth of the nodes, the first ones or scattered ones, and sums
// all that is in the blocks.
static int child(struct node *n, size_t nnodes, unsigned long **block, size_t nblocks, int scattered)
{
	long values = 0;
	for (size_t i = 0; i < nnodes / 100; i++) {
		values += n->value;
		n = scattered ? n->other : n->next;
	}
	unsigned long sum = 0;
	for (size_t i = 0; i < nblocks; i++)
		for (size_t j = 0; j < WORDS; j++)
			sum += block[i][j];
	printf("child: blocks %lx, nodes %s\n", sum, values > 0 ? "walked" : "none");
	return 0;
}

int main(int argc, char **argv)
{
	size_t mib = argc > 1 ? (size_t)atoi(argv[1]) : 16;
	int scattered = argc > 2 && !strcmp(argv[2], "random");
	size_t half = mib << 19, nnodes = half / sizeof(struct node), nblocks = half / BLOCK;
	struct node *first = nodes(nnodes, scattered);
	unsigned long **block = blocks(nblocks);
	printf("%zu nodes, %zu blocks\n", nnodes, nblocks);
	fflush(stdout);
	if (fork() == 0)
		return child(first, nnodes, block, nblocks, scattered);
	int status;
	wait(&status);
	printf("parent: the child ended with %d\n", WEXITSTATUS(status));
	return 0;
}
/* Run: 1
Output:
8192 nodes, 128 blocks
child: blocks bfbfbfbfbfbf8000, nodes walked
parent: the child ended with 0
Run: 1 random
Output:
8192 nodes, 128 blocks
child: blocks bfbfbfbfbfbf8000, nodes walked
parent: the child ended with 0
*/
