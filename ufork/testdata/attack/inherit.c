// inherit: pages that nobody has touched since the region that their capabilities refer to lost its
// µprocess: others come and go, but not into that region
#include "attack.h"
#include <time.h>

#define NODES 60

struct node {
	struct node *next;
	char fill[4096 - sizeof(void *) - sizeof(long)];
	long value;
};

static struct node *list;

static long sum(void)
{
	long s = 0;
	char *lo = cheri_address_set(list, cheri_base_get(list));
	for (struct node *n = list; n; n = n->next) {
		// Each is the own one, at its place in the one object.
		if (!cheri_tag_get(n) || cheri_base_get(n) != cheri_address_get(lo) || cheri_top_get(n) != cheri_top_get(list))
			return -1;
		s += n->value;
	}
	return s;
}

// crowd makes more µprocesses than there are regions, some at the same time.
static void crowd(void)
{
	for (int i = 0; i < 35; i++) {
		int pids[5];
		for (int j = 0; j < 5; j++) {
			pids[j] = fork();
			if (pids[j] == 0)
				_exit(0);
		}
		for (int j = 0; j < 5; j++)
			waitpid(pids[j], 0, 0);
	}
}

int main(void)
{
	list = mmap(0, NODES * sizeof(struct node), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < NODES; i++) {
		list[i].value = i;
		list[i].next = i + 1 < NODES ? &list[i + 1] : 0;
	}
	int fds[2];
	char c;
	pipe(fds);
	// The middle one ends at once; this one must stay, to say how it went.
	int pid = fork();
	if (pid == 0) {
		for (int generation = 0; generation < 6; generation++)
			if (fork())
				_exit(0); // and its child goes on, with none of the nodes touched
		crowd();
		long s = sum();
		printf("the youngest sums up to %ld\n", s);
		crowd();
		printf("and again %ld\n", sum());
		fflush(stdout);
		write(fds[1], "x", 1);
		_exit(0);
	}
	waitpid(pid, 0, 0);
	read(fds[0], &c, 1);
	printf("the oldest %ld\nalive\n", sum());
	return 0;
}
/* Output:
the youngest sums up to 1770
and again 1770
the oldest 1770
alive
*/
