// hello_fork: a list of three nodes, a fork, and two who change their own
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

struct node {
	int value;
	struct node *next;
};

static struct node *list;

static void push(int value)
{
	struct node *n = malloc(sizeof *n);
	n->value = value;
	n->next = list;
	list = n;
}

static int sum(void)
{
	int s = 0;
	for (struct node *n = list; n; n = n->next)
		s += n->value;
	return s;
}

int main(void)
{
	push(1);
	push(2);
	push(3);
	printf("before: %d\n", sum());
	fflush(stdout);

	pid_t pid = fork();
	if (pid == 0) {
		// The pointers in this copy of the list were rewritten on the way here.
		list->value = 30;
		printf("child: %d\n", sum());
		return 7;
	}
	int status;
	waitpid(pid, &status, 0);
	printf("parent: %d, the child ended with %d\n", sum(), WEXITSTATUS(status));
	return 0;
}
/* Output:
before: 6
child: 33
parent: 6, the child ended with 7
*/
