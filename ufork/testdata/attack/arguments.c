// arguments: changed by another while a call sleeps, and a handler that never returns
#include "attack.h"
#include <time.h>

static void forever(int sig)
{
	for (;;)
		; // the timer takes the hart away
}

static void loop(void)
{
	signal(SIGUSR1, forever);
	kill(getpid(), SIGUSR1);
}

int main(void)
{
	struct timespec *t = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	t->tv_nsec = 5000000;
	int pid = fork();
	if (pid == 0) {
		t->tv_sec = 1L << 40; // too late: the sleeper's time is decided
		t->tv_nsec = -1;
		_exit(0);
	}
	printf("nanosleep: %d\n", nanosleep(t, 0));
	waitpid(pid, 0, 0);
	// A write to a full pipe sleeps; what it sends later is what is there then, but
	// never more than the caller could read.
	int fds[2];
	pipe(fds);
	char *buffer = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	memset(buffer, 'a', 8192);
	pid = fork();
	if (pid == 0) {
		static char in[8192];
		memset(buffer, 'b', 8192);
		size_t got = 0;
		while (got < sizeof in)
			got += read(fds[0], in + got, sizeof in - got);
		_exit(in[0] == 'a' && in[8191] == 'b');
	}
	printf("write: %zd\n", write(fds[1], buffer, 8192));
	int status;
	waitpid(pid, &status, 0);
	printf("reader: %d\n", WEXITSTATUS(status));
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		loop();
	struct timespec wait = { 0, 3000000 };
	nanosleep(&wait, 0);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	printf("the looping handler: signal %d\nalive\n", WTERMSIG(status));
	return 0;
}
/* Output:
nanosleep: 0
write: 8192
reader: 1
the looping handler: signal 9
alive
*/
