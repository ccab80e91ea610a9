// forks: what a report on forks must tell apart: whose write copied a page, which
// pages are taken over, what is another program's
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096

struct node {
	struct node *next;
	long value;
};

static char data[16 * PAGE];
static struct node *list;

static void handler(int sig)
{
}

static long sum(void)
{
	long s = 0;
	for (struct node *n = list; n; n = n->next)
		s += n->value;
	return s;
}

static void dirty(int from, int to)
{
	for (int i = from; i < to; i++)
		data[i * PAGE] = i;
}

// wait_for lets no timer decide who writes first.
static int wait_for(int fd)
{
	char c;
	return read(fd, &c, 1) == 1;
}

static int again(void)
{
	dirty(0, 8);
	if (fork() == 0) {
		dirty(0, 2);
		return 4;
	}
	dirty(2, 6);
	int status;
	wait(&status);
	return WEXITSTATUS(status);
}

static int child(int fd, long *shared)
{
	dirty(0, 2);
	wait_for(fd);
	dirty(4, 6); // the parent has: these are taken over
	if (fork() == 0) {
		dirty(0, 1);
		*shared += sum();
		return 3;
	}
	dirty(0, 3); // two of these are its own already
	int status;
	wait(&status);
	*shared += WEXITSTATUS(status);
	char *args[] = { "forks.c", "again", 0 };
	execve("forks.c", args, 0);
	return 9;
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return again();
	for (int i = 0; i < 600; i++) {
		struct node *n = malloc(sizeof *n);
		n->next = list;
		n->value = i;
		list = n;
	}
	dirty(0, 16);
	long *shared = mmap(0, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	signal(SIGUSR1, handler);
	int ends[2];
	pipe(ends);
	if (fork() == 0)
		return child(ends[1], shared);
	dirty(4, 8);
	write(ends[0], "x", 1);
	int status;
	wait(&status);
	printf("%ld, %d\n", *shared, WEXITSTATUS(status));
	return 0;
}
/* Output:
179703, 4
*/
