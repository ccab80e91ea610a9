// asleep: sleeps for a time, or with an argument until a signal comes, while nobody else is there.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static volatile int signals;

static void handler(int sig)
{
	signals++;
}

int main(int argc, char **argv)
{
	sigaction(SIGUSR1, &(struct sigaction){ .sa_handler = handler }, 0); // read is not begun again
	int err, fds[2];
	char c;
	if (argc > 1) {
		pipe(fds);
		err = read(fds[0], &c, 1) < 0 ? errno : 0; // nobody writes
	} else {
		struct timespec t = { 0, 200000 };
		err = nanosleep(&t, 0) < 0 ? errno : 0;
	}
	printf("%d signals, %s\n", signals, err == EINTR ? "interrupted" : "slept");
	return 0;
}
/* Output:
0 signals, slept
*/
