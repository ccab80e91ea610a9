// checked: two µprocesses that have some of everything, for TestCheckerNotices
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void *nodes[1024];

static void handler(int sig)
{
}

int main(void)
{
	int fds[2];
	void **shared = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	shared[0] = 0;
	for (int i = 0; i < 1024; i++)
		nodes[i] = nodes;
	signal(SIGUSR1, handler);
	pipe(fds);
	int fd = open("file", O_CREAT | O_RDWR, 0600);
	write(fd, "contents", 8);
	fork();
	for (;;)
		sched_yield();
}
