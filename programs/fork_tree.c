// fork_tree: children and grandchildren, each with its own place in the sum
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

struct tree {
	int leaves;
	struct tree *left, *right;
};

static struct tree *grow(int depth)
{
	struct tree *t = malloc(sizeof *t);
	t->leaves = depth ? 0 : 1;
	t->left = depth ? grow(depth - 1) : NULL;
	t->right = depth ? grow(depth - 1) : NULL;
	return t;
}

static int count(const struct tree *t)
{
	return t ? t->leaves + count(t->left) + count(t->right) : 0;
}

// work forks once for each half until depth is 0; the exit status is the number of
// leaves that the µprocess and its descendants counted.
static int work(const struct tree *t, int depth)
{
	if (depth == 0)
		return count(t);
	int total = 0;
	const struct tree *half[2] = { t->left, t->right };
	pid_t child[2];
	for (int i = 0; i < 2; i++) {
		child[i] = fork();
		if (child[i] < 0) {
			perror("fork");
			exit(255);
		}
		if (child[i] == 0)
			exit(work(half[i], depth - 1));
	}
	for (int i = 0; i < 2; i++) {
		int status;
		waitpid(child[i], &status, 0);
		total += WEXITSTATUS(status);
	}
	return total;
}

int main(int argc, char **argv)
{
	int depth = argc > 1 ? atoi(argv[1]) : 3;
	struct tree *t = grow(6);
	printf("%d leaves counted by %d µprocesses\n", work(t, depth), (2 << depth) - 1);
	return 0;
}
/* Output:
64 leaves counted by 15 µprocesses
*/
