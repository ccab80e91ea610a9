// scenario: forks in forks, pipes, shared and private memory, files, signals. What
// fails is made again; whatever happens, it ends.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct node {
	long value;
	struct node *next;
};

static struct node *list;
static volatile int signals;

static void handler(int sig)
{
	signals++;
}

static pid_t fork_again(void)
{
	pid_t pid;
	for (int i = 0; i < 3 && (pid = fork()) < 0; i++)
		;
	return pid;
}

static int wait_for(pid_t pid)
{
	int status = -1;
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

static long sum(void)
{
	long s = 0;
	for (struct node *n = list; n; n = n->next)
		s += n->value;
	return s;
}

// leaf is what a grandchild does.
static void leaf(int out, long *shared)
{
	list->value++;
	long s = sum();
	*shared += s;
	write(out, &s, sizeof s);
	_exit(0);
}

static void branch(int out, long *shared)
{
	list->next->value += 10;
	for (int i = 0; i < 2; i++) {
		pid_t pid = fork_again();
		if (pid == 0)
			leaf(out, shared);
		wait_for(pid);
	}
	char *p = mmap(0, 16384, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p != MAP_FAILED) {
		memset(p, 1, 16384);
		munmap(p, 16384);
	}
	int fd = open("kept", O_CREAT | O_RDWR | O_APPEND, 0600);
	write(fd, "0123456789", 10);
	close(fd);
	kill(getppid(), SIGUSR2);
	_exit(0);
}

int main(void)
{
	signal(SIGUSR1, handler);
	signal(SIGUSR2, handler);
	signal(SIGPIPE, SIG_IGN);
	for (int i = 0; i < 100; i++) {
		struct node *n = malloc(sizeof *n);
		if (!n)
			continue;
		*n = (struct node){ i, list };
		list = n;
	}
	long *shared = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED || !list || !list->next)
		return 1;
	for (int round = 0; round < 3; round++) {
		int fds[2];
		if (pipe(fds) < 0)
			continue;
		pid_t pid = fork_again();
		if (pid == 0) {
			close(fds[0]);
			branch(fds[1], shared);
		}
		close(fds[1]);
		long got = 0, s;
		for (ssize_t n; (n = read(fds[0], &s, sizeof s)) != 0;)
			if (n > 0)
				got += s;
			else if (errno != EINTR)
				break;
		close(fds[0]);
		printf("round %d: %ld, status %d, shared %ld\n", round, got, wait_for(pid), *shared);
		list->value++;
	}
	printf("sum %ld, %s\n", sum(), signals >= 1 ? "signals came" : "no signal");
	return 0;
}
/* Output:
round 0: 9922, status 0, shared 9922
round 1: 9924, status 0, shared 19846
round 2: 9926, status 0, shared 29772
sum 4953, signals came
*/
